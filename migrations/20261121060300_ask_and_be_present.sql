-- Why: "waiting for" has a person behind it, who can be asked on the page itself; and whoever reads a page wants to know who
-- else does. Both fade: an ask ends with its answer, presence with its stream.

CREATE TABLE asks (
    id             uuid PRIMARY KEY,
    deployment_id  uuid NOT NULL CONSTRAINT asks_deployment_fkey REFERENCES deployments (id),
    -- About an item, or about a signature in a role.
    item_id        uuid CONSTRAINT asks_item_fkey REFERENCES items (id),
    gate_id        uuid CONSTRAINT asks_gate_fkey REFERENCES gates (id),
    role           text,
    person_id      uuid NOT NULL CONSTRAINT asks_person_fkey REFERENCES people (id),
    asked_by       uuid NOT NULL CONSTRAINT asks_asked_by_fkey REFERENCES people (id),
    asked_by_name  text NOT NULL,
    asked_at       timestamptz NOT NULL,
    reminded_at    timestamptz,
    expires_at     timestamptz NOT NULL,
    CONSTRAINT asks_about_one CHECK ((item_id IS NULL) <> (gate_id IS NULL) AND (gate_id IS NULL) = (role IS NULL))
);
CREATE UNIQUE INDEX asks_item_key ON asks (item_id, person_id) WHERE item_id IS NOT NULL;
CREATE UNIQUE INDEX asks_gate_key ON asks (gate_id, role, person_id) WHERE gate_id IS NOT NULL;
CREATE INDEX asks_person_idx ON asks (person_id);
CREATE INDEX asks_deployment_idx ON asks (deployment_id);

-- Answered by any later result of the item, or by any later signature in the role.
CREATE VIEW open_asks AS
SELECT a.* FROM asks a JOIN deployments d ON d.id = a.deployment_id
WHERE d.archived_at IS NULL AND d.state IN ('preparing', 'deploying', 'watching')
  AND (a.item_id IS NULL OR EXISTS (
        SELECT 1 FROM items i LEFT JOIN results r ON r.id = i.latest_result_id
        WHERE i.id = a.item_id AND i.removed_at IS NULL AND (r.id IS NULL OR r.recorded_at <= a.asked_at)))
  AND (a.gate_id IS NULL OR NOT EXISTS (
        SELECT 1 FROM signoffs s LEFT JOIN signoff_ends e ON e.signoff_id = s.id
        WHERE s.gate_id = a.gate_id AND s.role = a.role AND s.signed_at > a.asked_at AND e.signoff_id IS NULL));

-- One row per open stream of a page; `place` is what the page is about: "", "item/<id>", "sign/<phase>".
CREATE TABLE presence (
    stream_id      uuid PRIMARY KEY,
    deployment_id  uuid NOT NULL CONSTRAINT presence_deployment_fkey REFERENCES deployments (id),
    person_id      uuid NOT NULL CONSTRAINT presence_person_fkey REFERENCES people (id),
    place          text NOT NULL CONSTRAINT presence_place_form CHECK (place ~ '^(|item/[0-9a-f-]{36}|sign/[0-9]{1,6})$'),
    expires_at     timestamptz NOT NULL
);
CREATE INDEX presence_deployment_idx ON presence (deployment_id);
CREATE INDEX presence_expires_idx ON presence (expires_at);

INSERT INTO runtime_rights (table_name, may_change, may_delete) VALUES ('asks', true, true), ('presence', true, true);
