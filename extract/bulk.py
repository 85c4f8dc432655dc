"""Pass 2 in bulk: title and text of each question come in, its packed row goes out."""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language

from extract.cues import Cue
from extract.lexicon import Lexicon
from extract.pipeline import make_pipeline
from extract.rows import PlainRow, plain_row
from extract.shards import CHUNK, Task, Work
from extract.vocabulary import Vocabulary

ZONE = 2000
"""Questions between two times that spaCy forgets the words it saw: more cost memory, fewer cost time."""


@dataclass(frozen=True, slots=True)
class RowRecipe:
    """All that a pipeline is made of; a task is the title and the text of a question."""

    lexicon: Lexicon
    cues: tuple[Cue, ...]
    own: tuple[str, ...] = ()

    def start(self) -> Work:
        """A pipeline that forgets what it saw from time to time."""
        nlp = make_pipeline(Vocabulary(self.lexicon, self.cues), self.own, bulk=True)
        records: list[bytes] = []
        while True:
            with nlp.memory_zone():
                for _ in range(ZONE // CHUNK):
                    tasks = yield records
                    records = list(packed(nlp, tasks))


def packed(nlp: Language, tasks: Sequence[Task]) -> Iterator[bytes]:
    """Nothing of a Doc outlives this: the rows are bytes."""
    components = [component for _, component in nlp.pipeline]
    for title, text in tasks:
        doc = nlp.make_doc(text)
        for component in components:
            doc = component(doc)
        yield marshal.dumps(plain_row(doc, title))


def unpacked(record: bytes) -> PlainRow:
    """The row that a record holds."""
    row: PlainRow = marshal.loads(record)  # noqa: S302 -- our own bytes, with a checksum where they lay on a disk
    return row
