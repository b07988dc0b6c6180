//! The partitioned twin of a migrated schema: the same tables, keys, conditions, policies and rights, tenants' tables
//! partitioned by the hash of the tenant. Made of what PostgreSQL's catalogue says that the migrations made.

use tonghop::store::manifest::{Class, TABLES};

/// How many partitions a tenant's table has.
pub const PARTITIONS: usize = 8;

/// The schema in which the partitions are; `TABLE_NUMBER`.
pub const SCHEMA: &str = "partitions";

/// The statements that turn a migrated database without rows into its twin.
pub fn statements(roles: &[String; 2]) -> String {
    let others = TABLES.iter().filter(|table| !matches!(table.class, Class::Tenant { .. }));
    let back: String =
        others.map(|table| format!("ALTER TABLE plain.{} SET SCHEMA public;\n", table.name)).collect();
    format!(
        r#"
ALTER SCHEMA public RENAME TO plain;
CREATE SCHEMA public;
CREATE SCHEMA {SCHEMA};
GRANT USAGE ON SCHEMA public TO PUBLIC, "{runtime}", "{national}";
{back}
DO $twin$
DECLARE item record; part integer;
BEGIN
    FOR item IN SELECT c.oid, c.relname FROM pg_class c WHERE relnamespace = 'plain'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('CREATE TABLE public.%I (LIKE plain.%I INCLUDING CONSTRAINTS) PARTITION BY HASH (tenant_id)',
                       item.relname, item.relname);
        FOR part IN 0..{last} LOOP
            EXECUTE format('CREATE TABLE {SCHEMA}.%I PARTITION OF public.%I FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER %s)',
                           item.relname || '_' || part, item.relname, part);
        END LOOP;
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', item.relname);
        EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', item.relname);
    END LOOP;
    FOR item IN SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) AS definition FROM pg_constraint k
                JOIN pg_class c ON c.oid = k.conrelid
                WHERE c.relnamespace = 'plain'::regnamespace AND contype IN ('p', 'f') ORDER BY contype DESC LOOP
        EXECUTE format('ALTER TABLE public.%I ADD CONSTRAINT %I %s', item.relname, item.conname,
                       replace(item.definition, 'REFERENCES plain.', 'REFERENCES public.'));
    END LOOP;
    FOR item IN SELECT pg_get_indexdef(indexrelid) AS definition FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                WHERE c.relnamespace = 'plain'::regnamespace AND c.relkind = 'r' AND NOT indisprimary LOOP
        EXECUTE replace(item.definition, ' ON plain.', ' ON public.');
    END LOOP;
    FOR item IN SELECT * FROM pg_policies WHERE schemaname = 'plain' LOOP
        EXECUTE format('CREATE POLICY %I ON public.%I AS %s FOR %s TO %s USING (%s)', item.policyname, item.tablename,
                       item.permissive, item.cmd, array_to_string(item.roles, ','), item.qual)
                || coalesce(' WITH CHECK (' || item.with_check || ')', '');
    END LOOP;
    FOR item IN SELECT table_name, privilege_type, grantee FROM information_schema.role_table_grants
                WHERE table_schema = 'plain' AND grantee IN ('{runtime}', '{national}') LOOP
        EXECUTE format('GRANT %s ON public.%I TO %I', item.privilege_type, item.table_name, item.grantee);
    END LOOP;
END $twin$;
DROP SCHEMA plain CASCADE;
"#,
        last = PARTITIONS - 1,
        runtime = roles[0],
        national = roles[1],
    )
}
