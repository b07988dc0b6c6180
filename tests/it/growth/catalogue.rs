//! Each rule of the contract is a question to PostgreSQL's catalogue that answers with whatever breaks it; and each is shown
//! something that does, so that it is known to see.

use super::tenant_tables;
use crate::cycle::desk::{change, texts};
use crate::kit::{Database, Migrated, on_postgres};

/// What a tenant's table must be like.
struct Rule {
    name: &'static str,
    /// Asks for what breaks it, in one column; `tenants` is a list of (oid, relname).
    breaches: &'static str,
    /// Makes something that breaks it: of the table `planted`, or of `agency`, which is as it should be.
    planted: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        name: "the first column is tenant_id integer, never null",
        breaches: "SELECT relname FROM tenants WHERE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = tenants.oid \
                   AND attnum = 1 AND attname = 'tenant_id' AND atttypid = 'int4'::regtype AND attnotnull)",
        planted: "DROP POLICY planted_scope ON planted; ALTER TABLE planted ALTER tenant_id TYPE bigint",
    },
    Rule {
        name: "there is a primary key",
        breaches: "SELECT relname FROM tenants WHERE NOT EXISTS (SELECT FROM pg_index WHERE indrelid = tenants.oid AND indisprimary)",
        planted: "ALTER TABLE planted DROP CONSTRAINT planted_pk",
    },
    Rule {
        name: "every primary key, unique key and index starts with tenant_id",
        breaches: "SELECT i.indexrelid::regclass::text FROM tenants JOIN pg_index i ON i.indrelid = tenants.oid \
                   LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] AND a.attnum > 0 \
                   WHERE a.attname IS DISTINCT FROM 'tenant_id'",
        planted: "CREATE UNIQUE INDEX planted_code_key ON planted (code, tenant_id)",
    },
    Rule {
        name: "no key is an exclusion, deferred, or only on some rows",
        breaches: "SELECT i.indexrelid::regclass::text FROM tenants JOIN pg_index i ON i.indrelid = tenants.oid \
                   WHERE indisexclusion OR NOT indimmediate OR NOT indisvalid OR (indisunique AND indpred IS NOT NULL)",
        planted: "CREATE UNIQUE INDEX planted_some_key ON planted (tenant_id, code) WHERE code <> ''",
    },
    Rule {
        name: "a foreign key carries the tenant on both sides, or points at a reference table",
        breaches: "SELECT conname FROM tenants JOIN pg_constraint k ON k.conrelid = tenants.oid AND contype = 'f' \
                   JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1] \
                   JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = confkey[1] \
                   WHERE confrelid IN (SELECT oid FROM tenants) AND (a.attname, b.attname) <> ('tenant_id', 'tenant_id')",
        planted: "CREATE UNIQUE INDEX planted_turned_key ON planted (code, tenant_id); \
                  ALTER TABLE planted ADD CONSTRAINT planted_code_fk FOREIGN KEY (code, tenant_id) REFERENCES planted (code, tenant_id)",
    },
    Rule {
        name: "a foreign key of no tenant's table leads into a tenant's",
        breaches: "SELECT conname FROM pg_constraint WHERE contype = 'f' AND confrelid IN (SELECT oid FROM tenants) \
                   AND conrelid NOT IN (SELECT oid FROM tenants)",
        planted: "CREATE TABLE beside (tenant_id integer, code text, \
                  CONSTRAINT beside_code_fk FOREIGN KEY (tenant_id, code) REFERENCES planted (tenant_id, code))",
    },
    Rule {
        name: "no foreign key sets anything to null, or deletes or changes rows by itself",
        breaches: "SELECT conname FROM tenants JOIN pg_constraint k ON k.conrelid = tenants.oid AND contype = 'f' \
                   WHERE confdeltype NOT IN ('a', 'r') OR confupdtype NOT IN ('a', 'r') OR condeferrable OR NOT convalidated",
        planted: "ALTER TABLE planted ADD CONSTRAINT planted_parent_fk FOREIGN KEY (tenant_id, code) \
                  REFERENCES planted (tenant_id, code) ON DELETE SET NULL",
    },
    Rule {
        name: "every constraint and index has a name of ours",
        breaches: "SELECT name FROM (SELECT tenants.relname, conname AS name FROM tenants JOIN pg_constraint ON conrelid = tenants.oid \
                   WHERE contype <> 't' UNION SELECT tenants.relname, c.relname FROM tenants JOIN pg_index i ON indrelid = tenants.oid \
                   JOIN pg_class c ON c.oid = indexrelid) named \
                   WHERE NOT starts_with(name, relname || '_') OR name !~ '(_pk|_fk|_key|_idx|_length|_word)$'",
        planted: "ALTER TABLE planted ADD CHECK (code <> '')",
    },
    Rule {
        name: "row-level security is on, and binds the owner",
        breaches: "SELECT t.relname FROM tenants t JOIN pg_class c ON c.oid = t.oid WHERE NOT (relrowsecurity AND relforcerowsecurity)",
        planted: "ALTER TABLE agency NO FORCE ROW LEVEL SECURITY",
    },
    Rule {
        name: "one policy, for every verb, of rows that are seen and of rows that are written, for everybody",
        breaches: "SELECT relname FROM tenants WHERE NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = tenants.oid AND polcmd = '*' \
                   AND polpermissive AND polroles = '{0}' AND polqual IS NOT NULL AND polwithcheck IS NOT NULL) \
                   OR (SELECT count(*) FROM pg_policy WHERE polrelid = tenants.oid AND polpermissive) > 1",
        planted: "CREATE POLICY agency_wide ON agency FOR SELECT USING (true)",
    },
    Rule {
        name: "a policy looks at no table but its own, and calls nothing of ours",
        breaches: "SELECT polname FROM tenants JOIN pg_policy p ON polrelid = tenants.oid JOIN pg_depend d \
                   ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid \
                   WHERE (refclassid = 'pg_class'::regclass AND refobjid <> polrelid) OR refclassid = 'pg_proc'::regclass",
        planted: "DROP POLICY agency_scope ON agency; CREATE POLICY agency_scope ON agency \
                  USING (tenant_id IN (SELECT v.tenant_id FROM tenant_version v)) WITH CHECK (tenant_id = 1)",
    },
    Rule {
        name: "no trigger and no rule",
        breaches: "SELECT tgname FROM tenants JOIN pg_trigger ON tgrelid = tenants.oid WHERE NOT tgisinternal \
                   UNION SELECT rulename FROM tenants JOIN pg_rewrite ON ev_class = tenants.oid",
        planted: "CREATE TRIGGER planted_same BEFORE UPDATE ON planted FOR EACH ROW \
                  EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    },
    Rule {
        name: "nothing is filled in by the database: no default, no sequence, no generated column",
        breaches: "SELECT t.relname FROM tenants t JOIN pg_attribute a ON a.attrelid = t.oid \
                   WHERE attnum > 0 AND (atthasdef OR attidentity <> '' OR attgenerated <> '')",
        planted: "ALTER TABLE planted ADD number integer GENERATED ALWAYS AS IDENTITY",
    },
    Rule {
        name: "no table inherits from another",
        breaches: "SELECT t.relname FROM tenants t JOIN pg_inherits ON inhrelid = t.oid OR inhparent = t.oid",
        planted: "CREATE TABLE planted_child () INHERITS (planted)",
    },
];

/// A tenant's table as it should be.
const PLANTED: &str = "CREATE TABLE planted (tenant_id integer NOT NULL, code text NOT NULL, \
    CONSTRAINT planted_pk PRIMARY KEY (tenant_id, code)); \
    ALTER TABLE planted ENABLE ROW LEVEL SECURITY; ALTER TABLE planted FORCE ROW LEVEL SECURITY; \
    CREATE POLICY planted_scope ON planted USING (tenant_id = 1) WITH CHECK (tenant_id = 1)";

async fn breaches(database: &Database, rule: &Rule) -> Vec<String> {
    let names: Vec<String> = tenant_tables().map(|name| format!("'{name}'")).collect();
    let tenants = format!(
        "WITH tenants AS (SELECT oid, relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace \
         AND relname IN ('planted', {})) SELECT found::text FROM ({}) breaches (found)",
        names.join(", "),
        rule.breaches
    );
    texts(database, &tenants).await
}

/// The rules that a database breaks.
#[cfg(debug_assertions)]
pub async fn broken_rules(database: &Database) -> Vec<&'static str> {
    let mut broken = Vec::new();
    for rule in RULES {
        if !breaches(database, rule).await.is_empty() {
            broken.push(rule.name);
        }
    }
    broken
}

on_postgres! {
    async fn every_table_keeps_the_contract(migrated: Migrated) {
        let database = migrated.0;
        for rule in RULES {
            assert_eq!(breaches(&database, rule).await, [""; 0], "{}", rule.name);
        }
    }

    async fn each_rule_sees_what_breaks_it(migrated: Migrated) {
        let database = migrated.0;
        change(&database, PLANTED).await;
        for rule in RULES {
            assert_eq!(breaches(&database, rule).await, [""; 0], "{}, before", rule.name);
        }
        for rule in RULES {
            let Ok(own) = Database::fresh(database.kind, crate::kit::database::Template::Migrated) else { panic!("a database") };
            change(&own, PLANTED).await;
            change(&own, rule.planted).await;
            assert_ne!(breaches(&own, rule).await, [""; 0], "{} is not seen to be broken", rule.name);
        }
    }
}
