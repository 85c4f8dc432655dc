"""The commands by family: options in, a JSON document, a text or something rich can draw out; kg/cli.py prints it."""
