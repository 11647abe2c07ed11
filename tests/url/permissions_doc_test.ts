/** Follows `docs/permissions.md`, chapter by chapter. */
import { describeProjects } from "./describe_projects.ts";

describeProjects("docs/permissions.md", new URL("../../docs/permissions.md", import.meta.url));
