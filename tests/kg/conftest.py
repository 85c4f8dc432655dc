import pytest
from hypothesis import settings

from kg.model import KnowledgeGraph
from tests import graphs

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def tiny_graph() -> KnowledgeGraph:
    return graphs.tiny_graph()
