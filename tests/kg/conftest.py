import pytest

from kg.model import KnowledgeGraph
from tests import graphs


@pytest.fixture(scope="session")
def tiny_graph() -> KnowledgeGraph:
    return graphs.tiny_graph()
