"""Who may do what with the rules."""

from typing import Annotated

from fastapi import Depends

from api.security.access import require
from api.security.roles import Right
from api.security.sessions import StaffSession

__all__ = ["Confirmer", "Editor"]

Editor = Annotated[StaffSession, Depends(require(Right.EDIT_RULES))]
Confirmer = Annotated[StaffSession, Depends(require(Right.CONFIRM_RULES))]
