"""Starts Rasa's server for this bot: loopback, no HTTP API, the gateway's channel, stores by the environment.

    python serve.py MODEL.tar.gz

Environment: BOT_RASA_HOST, BOT_RASA_PORT, BOT_RASA_TOKEN, BOT_ACTIONS_URL, BOT_ACTIONS_TOKEN, BOT_DATABASE_URL (SQLAlchemy
form; without it conversations live in memory), BOT_REDIS_URL (lock store; needed by several workers).

The same as `rasa run`, less what its command line imports, and with what `endpoints.yml` cannot say: a store that is
there or not.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Read by the libraries while they are imported, hence before them.
DEFAULTS = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "OMP_NUM_THREADS": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "POSTGRESQL_POOL_SIZE": "5",  # Rasa's own 50 connections a worker would take a small server's all
    "BOT_ACTIONS_URL": "http://127.0.0.1:5055/webhook",
}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        sys.stderr.write("usage: serve.py MODEL.tar.gz (the file must exist)\n")
        return 2
    if not os.environ.get("BOT_ACTIONS_TOKEN"):
        sys.stderr.write("missing in the environment: BOT_ACTIONS_TOKEN\n")
        return 2
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    model = str(Path(arguments[0]).resolve())
    os.chdir(HERE)  # config names `components.…`, as on Rasa's own command line
    sys.path.insert(0, str(HERE))
    _serve(model)
    return 0


def _serve(model: str) -> None:
    import warnings

    warnings.filterwarnings("ignore")  # the pinned libraries' deprecations, nothing that a reader here can change
    import rasa.core.run
    import rasa.utils.common
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.endpoints import EndpointConfig

    rasa.utils.common.configure_logging_and_warnings(warn_only_once=True, filter_repeated_logs=True)
    endpoints = AvailableEndpoints.read_endpoints(str(HERE / "endpoints.yml"))
    database, redis = os.environ.get("BOT_DATABASE_URL"), os.environ.get("BOT_REDIS_URL")
    if database:
        endpoints.tracker_store = EndpointConfig(url=database, type="sql", dialect="postgresql")
    if redis:
        endpoints.lock_store = EndpointConfig(url=redis, type="redis")
    rasa.core.run.serve_application(
        model_path=model,
        interface=os.environ.get("BOT_RASA_HOST", "127.0.0.1"),
        port=int(os.environ.get("BOT_RASA_PORT", "5005")),
        credentials=str(HERE / "credentials.yml"),
        endpoints=endpoints,
        enable_api=False,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
