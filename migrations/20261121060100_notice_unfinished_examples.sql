-- Why: the example is played by many acts, each of which is a transaction of its own. A row stands here from the first of
-- them to the last, so that a half-played example is found and taken away, also when the server died in the middle.

CREATE TABLE unfinished_examples (
    deployment_id  uuid PRIMARY KEY CONSTRAINT unfinished_examples_deployment_fkey REFERENCES deployments (id),
    began_at       timestamptz NOT NULL
);
INSERT INTO runtime_rights (table_name, may_change, may_delete) VALUES ('unfinished_examples', false, true);
