"""Collections: sets of concepts that somebody saved, for a job, a meeting, an export."""
