"""Starts Rasa's server for this bot: loopback, no HTTP API, the gateway's channel, stores by the environment.

    python serve.py MODEL.tar.gz

Environment: BOT_RASA_HOST, BOT_RASA_PORT, BOT_RASA_TOKEN, BOT_ACTIONS_URL, BOT_ACTIONS_TOKEN,
BOT_DATABASE_URL (SQLAlchemy form; without it conversations live in memory), BOT_REDIS_URL (lock store;
needed by several workers), BOT_FORGET_HOURS (silence after which a conversation is forgotten; 12).

Ends with 3 when the model cannot be loaded.

The same as `rasa run`, less what its command line imports, and with what `endpoints.yml` cannot say: a store
that is there or not.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rasa.core.utils import AvailableEndpoints

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
    return _serve(model)


def _serve(model: str) -> int:
    import warnings

    # The pinned libraries' deprecations: nothing that a reader of the log can change.
    warnings.filterwarnings("ignore")
    # TensorFlow imports jax if it is there, for nothing used here: 1.2 s of CPU.
    sys.modules.setdefault("jax", None)  # type: ignore[arg-type]
    import rasa.core.agent
    import rasa.core.run
    import rasa.utils.common
    from rasa.utils.log_utils import configure_structlog
    from sanic import Sanic

    rasa.utils.common.configure_logging_and_warnings(
        logging.INFO, warn_only_once=True, filter_repeated_logs=True
    )
    configure_structlog(logging.INFO)
    endpoints = _endpoints()
    failed: list[str] = []

    async def load(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.agent = await rasa.core.agent.load_agent(model_path=model, endpoints=endpoints, loop=loop)
        if not app.ctx.agent.is_ready():
            # Rasa would serve on without a model, and answer every message with nothing.
            failed.append(model)
            app.stop()

    channels = rasa.core.run.create_http_input_channels(None, str(HERE / "credentials.yml"))
    app = rasa.core.run.configure_app(channels, enable_api=False, endpoints=endpoints)
    app.register_listener(load, "before_server_start")
    app.register_listener(rasa.core.run.close_resources, "after_server_stop")
    app.run(
        host=os.environ.get("BOT_RASA_HOST", "127.0.0.1"),
        port=int(os.environ.get("BOT_RASA_PORT", "5005")),
        workers=rasa.core.utils.number_of_sanic_workers(endpoints.lock_store),
        access_log=False,
    )
    return 3 if failed else 0


def _endpoints() -> AvailableEndpoints:
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.endpoints import EndpointConfig

    endpoints = AvailableEndpoints.read_endpoints(str(HERE / "endpoints.yml"))
    database, redis = os.environ.get("BOT_DATABASE_URL"), os.environ.get("BOT_REDIS_URL")
    if database:
        table = "components.memory.ForgetfulTable"
        endpoints.tracker_store = EndpointConfig(url=database, type=table, dialect="postgresql")
    else:
        endpoints.tracker_store = EndpointConfig(type="components.memory.ForgetfulMemory")
    if redis:
        endpoints.lock_store = EndpointConfig(url=redis, type="redis")
    return endpoints


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
