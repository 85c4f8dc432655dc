"""Import without a page: files in, a new graph in the store and a bank folder that agrees with it out."""
