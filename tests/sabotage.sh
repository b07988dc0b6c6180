#!/bin/sh
# Takes one wall down at a time and runs the tests that must notice: do they test what they say?
#
# Not part of CI: every wall costs a build. It changes src/ in place and puts it back, so it wants it committed.
# Usage: tests/sabotage.sh

set -u
cd "$(dirname "$0")/.." || exit 1
[ -z "$(git status --porcelain src migrations)" ] || { echo "src/ has changes that are not committed"; exit 1; }
restore() { git checkout -q -- src migrations; }
trap restore EXIT
trap 'exit 1' HUP INT TERM
log=$(mktemp) && survivors=0

# take_down WHAT FILE SED-COMMAND
take_down() {
    sed -i "$3" "$2"
    if git diff --quiet -- "$2"; then
        echo "NOTHING TAKEN DOWN: $1: $2 has changed, and this script has not"
        survivors=$((survivors + 1))
        return
    fi
    if ! cargo test --quiet --test it --no-run >"$log" 2>&1; then
        echo "DOES NOT COMPILE: $1"; tail -n 20 "$log"
        survivors=$((survivors + 1))
    elif cargo test --quiet --test it -- statements:: walls:: golden::tables >"$log" 2>&1; then
        echo "NOBODY NOTICED: $1"
        survivors=$((survivors + 1))
    else
        echo "noticed: $1, by $(grep -c '^    [a-z_:]*::\(sqlite\|postgres\)$' "$log") tests"
        grep '^    [a-z_:]*::\(sqlite\|postgres\)$' "$log" | sort -u
    fi
    restore
}

take_down "the tenant in every statement" src/store/scope.rs \
    's/Condition::all().add(E::tenant_column().eq(self.tenant))/Condition::all()/'
take_down "the agencies in every statement" src/store/scope.rs \
    's/(Some(column), Agencies::Only(list)) => .*/(Some(_), Agencies::Only(_)) => condition,/'
take_down "the tenant that PostgreSQL is told" src/store/scope.rs \
    "s/SET LOCAL app.tenant = '{}'; SET LOCAL/SET LOCAL app.nobody = '{}'; SET LOCAL/"
take_down "the tenant of a joined table and its agencies" src/store/find.rs \
    's/\.add(self.reader.scope().predicate::<R>());/;/'
take_down "the agencies in PostgreSQL's policies" src/store/migrate.rs 's/    if by_agency {/    if by_agency \&\& name.is_empty() {/'
take_down "row security forced on the owner too" src/store/migrate.rs '/FORCE ROW LEVEL SECURITY/d'
take_down "the version that every transaction raises" src/store/audit.rs \
    's/Expr::col(version::Column::Version).add(1))/Expr::val(1_i64))/'
take_down "the owner that an update must not change" src/store/writer.rs \
    's/if was != is \&\& (key || owner.contains(&Some(name_of(column)))) {/if false {/'
take_down "the answer kept for a repeated request" src/store/connect.rs \
    's/&& let Some(response) = writer.remembered(key).await?/\&\& let Some(response) = None::<String>/'
take_down "one connection for one request" src/organisation/graphql.rs \
    's/province::province_of(&\*request.reader().await?).await/{ let _held = request.reader().await?; province::province_of(\&request.store().read(request.scope()).await?).await }/'

rm -f "$log"
[ "$survivors" = 0 ] && echo "every wall is tested"
