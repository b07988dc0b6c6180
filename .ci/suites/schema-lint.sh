#!/usr/bin/env bash
# graphql-eslint's schema-all and schema-relay rules on schema.graphql, as set in eslint.config.mjs.
set -euo pipefail
# shellcheck source=.ci/suites/lib.sh
. "$(dirname "$0")/lib.sh"

folder=$(node_folder schema-lint "$by_date" eslint @graphql-eslint/eslint-plugin@4.4.1 graphql@16)
# eslint looks at nothing outside the folder of its configuration: lint a copy.
cp "$suites/eslint.config.mjs" "${SCHEMA:-$checkout/schema.graphql}" "$folder/"
cd "$folder"
npx --no-install eslint --max-warnings 0 schema.graphql
echo "schema.graphql: no finding"
