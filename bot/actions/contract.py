"""The API as the bot uses it: every route, field and code in one place, with no import, so that a test of
the main environment can hold it against the API's OpenAPI description.
"""

PROCEDURES = ("GET", "/api/v1/procedures")
REGISTER = ("POST", "/api/v1/requests")
STATUS = ("POST", "/api/v1/requests/status")
SEARCH_TERMS = ("GET", "/api/v1/terms/search")

ROUTES = (PROCEDURES, REGISTER, STATUS, SEARCH_TERMS)

REGISTER_FIELDS = ("procedure", "subject", "name", "phone", "email", "language", "consent")
STATUS_FIELDS = ("number", "code")
SEARCH_PARAMETERS = ("q", "source", "target", "limit")

# What is read from the answers.
PROCEDURES_ANSWER = ("procedures",)
PROCEDURE_ANSWER = (
    "code",
    "name_fr",
    "name_en",
    "description_fr",
    "description_en",
    "period_fr",
    "period_en",
    "provisional",
    "papers_fr",
    "papers_en",
)
REGISTER_ANSWER = ("number", "code", "procedure", "due_date", "replayed")
STATUS_ANSWER = (
    "number",
    "state",
    "procedure_fr",
    "procedure_en",
    "registered_on",
    "due_date",
    "waiting_for",
    "message_fr",
    "message_en",
)
SEARCH_ANSWER = ("query", "language", "hits")
HIT_ANSWER = ("concept", "source_terms", "target_terms", "definition", "score", "why")
TERM_ANSWER = ("text", "language", "status")

IDEMPOTENCY_HEADER = "Idempotency-Key"
ADDRESS_HEADER = "X-Client-Address"

# Fields of a problem+json body.
PROBLEM_CODE = "code"
PROBLEM_PARAMS = "params"
RETRY_AFTER_PARAM = "retry_after_seconds"
