"""Reports: figures put together for an audience, with what that audience may not see held back."""
