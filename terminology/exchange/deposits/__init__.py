"""Files handed in for import, kept between the trial and the decision; and how their columns were read."""

from terminology.exchange.deposits.deposits import (
    Deposit,
    DepositNotFound,
    Deposits,
    FileTooLarge,
    Outcome,
    State,
)
from terminology.exchange.deposits.running import RUN_TASK, run

__all__ = ["RUN_TASK", "Deposit", "DepositNotFound", "Deposits", "FileTooLarge", "Outcome", "State", "run"]
