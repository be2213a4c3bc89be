"""How a queued job reaches `lutu worker`: one task that runs it by the house's clock."""

from django_tasks import task

from lutu.kernel.jobs import actions
from lutu.web import clock


@task()
def run_job(job_id: int) -> str:
    """Run the job; returns the state it ended in."""
    return actions.run(job_id=job_id, clock=clock.now).state


def start(job_id: int) -> None:
    """The dispatcher of the fronts."""
    run_job.enqueue(job_id)
