# Two images from one file: `app` (web server and worker) and `bot` (Rasa and its action server).
# Both install from the lock files; neither runs as root.
#   docker compose build

FROM python:3.11-slim-bookworm AS app
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# Where pip's index offers only CUDA builds, name one with processor-only builds here.
ARG TRUCHEMENT_TORCH_INDEX=
WORKDIR /srv/truchement
RUN groupadd --system truchement && useradd --system --gid truchement --create-home truchement
COPY requirements/main.lock requirements/
RUN pip install ${TRUCHEMENT_TORCH_INDEX:+--index-url "$TRUCHEMENT_TORCH_INDEX"} "$(grep '^torch==' requirements/main.lock)" \
    && pip install -r requirements/main.lock
COPY pyproject.toml README.md ./
COPY requirements/main.in requirements/
COPY kit kit
COPY models models
COPY terminology terminology
COPY relance relance
COPY api api
COPY migrations migrations
RUN pip install --no-deps --no-build-isolation -e . \
    && TRUCHEMENT_CACHE_DIR=/tmp/assets truchement setup --part assets && rm -rf /tmp/assets \
    && mkdir -p /var/lib/truchement /var/cache/truchement \
    && chown truchement:truchement /var/lib/truchement /var/cache/truchement api/static
ENV TRUCHEMENT_DATA_DIR=/var/lib/truchement TRUCHEMENT_CACHE_DIR=/var/cache/truchement OMP_NUM_THREADS=1
USER truchement
ENTRYPOINT ["truchement"]
CMD ["serve"]

FROM python:3.10-slim-bookworm AS bot
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/truchement/bot
RUN groupadd --system truchement && useradd --system --gid truchement --create-home truchement
COPY requirements/bot.lock /tmp/bot.lock
RUN pip install -r /tmp/bot.lock
COPY bot .
ENV RASA_TELEMETRY_ENABLED=false OMP_NUM_THREADS=1 TF_CPP_MIN_LOG_LEVEL=2
USER truchement
CMD ["python", "-m", "actions.server"]
