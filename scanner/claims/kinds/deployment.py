"""Staging and deployment."""

from scanner.claims.kind import Kind, pattern


class Deployment(Kind):
    """Something runs somewhere."""

    id = "deployment"
    wordings = pattern(
        r"\bstaging\b",
        r"\bdeploy(?:s|ed|ment)?\b(?! script)",
        r"\bcloud run\b",
    )
    look_alikes = pattern(r"^(?:remove|delete|create|add|update all)\b")
    matches = ("Validate staging deployment", "Deployed to production")
    ignores = ("Update all imports", "Remove the deployment script `deploy_old.py`")
