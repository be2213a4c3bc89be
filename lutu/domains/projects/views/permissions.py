"""Permission codes the pages ask for."""

READ = "projects.project.read"
WRITE = "projects.project.write"
PERMIT_WRITE = "projects.permit.write"
LAND_WRITE = "projects.land.write"
REGISTER_WRITE = "registers.register.write"
