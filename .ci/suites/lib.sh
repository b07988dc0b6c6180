# Sourced by the suites: where they put what they install, never inside the checkout.
# shellcheck shell=bash disable=SC2016,SC2034
# Environment of a suite, set by .ci/run:
#   SUITE_TMP     folder for installed packages and working copies
#   SUITE_URL     http://127.0.0.1:PORT of a running demo server (not needed by the schema suites)
#   SUITE_TOKENS  the demo's tokens.json: {"SUBMITTER": "...", ...}

suites=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$suites/../.." && pwd)
export npm_config_update_notifier=false

# Packages by release date: a newer transitive version may not be served everywhere yet.
by_date=--before=2026-10-01

# node_folder NAME [NPM-OPTION...] PACKAGE... : a folder with these packages; prints its path.
# Scripts are copied into it, so that their plain imports find the packages.
node_folder() {
    local folder="${SUITE_TMP:?}/$1"
    shift
    mkdir -p "$folder"
    [ -f "$folder/package.json" ] || echo '{"private": true, "type": "module"}' >"$folder/package.json"
    (cd "$folder" && npm install --loglevel=error --no-audit --no-fund --ignore-scripts "$@") >&2
    echo "$folder"
}

# token ROLE : that role's bearer token.
token() {
    node -e '
        const [file, role] = process.argv.slice(1);
        const found = JSON.parse(require("node:fs").readFileSync(file, "utf8"))[role];
        if (!found) { console.error(`no token for ${role} in ${file}`); process.exit(1); }
        console.log(found);' "${SUITE_TOKENS:?}" "$1"
}

# answers TOKEN : the server answers a query of this token's bearer. Without this a suite that only
# looks for faults would find none at a server that refuses everything.
answers() {
    BEARER=$1 node -e '
        fetch(process.argv[1], {
            method: "POST",
            headers: { authorization: `Bearer ${process.env.BEARER}`, "content-type": "application/json" },
            body: JSON.stringify({ query: "{ __typename }" }),
        }).then(async (answer) => {
            const text = await answer.text();
            if (answer.ok && text.includes("\"Query\"")) return;
            console.error(`HTTP ${answer.status}: ${text.slice(0, 300)}`);
            process.exit(1);
        });' "${SUITE_URL:?}/graphql"
}
