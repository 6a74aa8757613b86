"""One worker of the fault run: sweeps and sends without end, by a clock that runs fast. Made to be killed.

python -m bench.fault_worker DATABASE_URL SMTP_PORT CLOCK_ZERO
"""

import sys
import time
from datetime import UTC, datetime, timedelta

from kit.database import Database
from kit.mail import SmtpMailer
from relance.reminders import sweep
from relance.sending import send_pending

__all__ = ["OPENING", "SPEED"]

# Monday 23 November 2026, a minute after opening in Douala. What a killed sender had claimed comes back after
# ten minutes by this clock: five seconds by ours.
OPENING = datetime(2026, 11, 23, 6, 31, tzinfo=UTC)
SPEED = 120


class _FastClock:
    """`zero` is the `time.monotonic` of the whole run: all workers read the same hour."""

    def __init__(self, zero: float) -> None:
        self._zero = zero

    def now(self) -> datetime:
        return OPENING + timedelta(seconds=(time.monotonic() - self._zero) * SPEED)


def main(url: str, port: int, zero: float) -> None:
    clock = _FastClock(zero)
    database = Database(url)
    mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", "relance@ministere.example", 10, clock)
    while True:
        with database.transaction() as session:
            sweep(session, clock.now())
        send_pending(database, mailer, clock.now())
        time.sleep(0.1)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
