# The explorer with the graph of data/banks inside; docker-compose.yml runs it beside Neo4j.
FROM python:3.13-slim-bookworm

WORKDIR /srv/concept-atlas
ENV PATH=/srv/concept-atlas/.venv/bin:$PATH PYTHONUNBUFFERED=1

COPY requirements.lock ./
RUN python -m venv .venv && python -m pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock

COPY pyproject.toml README.md LICENSE ./
COPY kg kg
COPY extract extract
COPY app app
COPY data data
RUN python -m pip install --no-cache-dir --no-deps --no-build-isolation -e .
RUN python -m kg build data/banks --store graph.json

# What a person marks as known and imports lies in the home, which docker-compose.yml keeps in a volume.
ENV KG_BANKS=/home/atlas/.local/share/banks
RUN useradd --create-home atlas && install -d -o atlas /home/atlas/.local/share
USER atlas

EXPOSE 8501
HEALTHCHECK --start-period=60s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=3)"]
CMD ["sh", "app/container.sh"]
