"""The entry of the explorer: the address in, one page out."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # streamlit puts this folder there, the pages say `app.`

from app import shell

shell.run()
