-- Why: people correct a draft in steps and take the last one back, and a live deployment's checklist follows its document.

-- The corrections made so far: taking the last one back makes the others again from what was proposed. Null for a draft
-- that was corrected before they were kept.
ALTER TABLE imports ADD COLUMN corrections jsonb;
-- The deployment of which this document is a newer version.
ALTER TABLE imports ADD COLUMN deployment_id uuid CONSTRAINT imports_deployment_fkey REFERENCES deployments (id);

-- Phases and tasks that a newer version left out. They stay for the history, as items do; their places are free again.
ALTER TABLE phases ADD COLUMN removed_at timestamptz;
ALTER TABLE phases DROP CONSTRAINT phases_ordinal_key;
CREATE UNIQUE INDEX phases_ordinal_key ON phases (deployment_id, ordinal) WHERE removed_at IS NULL;
ALTER TABLE tasks ADD COLUMN removed_at timestamptz;
ALTER TABLE tasks DROP CONSTRAINT tasks_ordinal_key;
CREATE UNIQUE INDEX tasks_ordinal_key ON tasks (phase_id, ordinal) WHERE removed_at IS NULL;
