import pytest


@pytest.fixture(scope="session")
def short_lived() -> bool:
    """Servers that are measured have all of Java's compilers."""
    return False
