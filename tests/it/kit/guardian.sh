# The guardian of one test process: it owns what must not outlive that process.
#
# The standard test runner has no teardown, and a killed process has none either. The end of a pipe is noticed in
# every case: this script reads orders from its standard input, and when that closes, however the tests ended, it says
# what ran where, stops the PostgreSQL cluster and removes the run's folder. It makes the folder and the cluster
# itself, one order after the other, so that nothing is still being made when it tidies up.
#
# Argument: the folder for temporary folders, or nothing for one in memory where there is room, and /tmp where there is
# not: a copy of a database is hundreds of files, made and removed for every test. Orders, one a line:
#   ran sqlite | ran postgres | skipped           counts one test
#   start PORT PASSWORD FOLDER-OF-THE-BINARIES    answers `ready` or `failed REASON`
#   keep PORT PASSWORD FOLDER-OF-THE-BINARIES     the same with nothing taken from what PostgreSQL promises
#   kill                                          SIGKILL; answers the same; either of the two above starts it again
#   adopt FOLDER                                  answers the same; takes a cluster's data, for either of the two to start
#   pool PROGRAM FILE                             answers the same; starts a pooler with a file of settings

trap '' HUP INT TERM PIPE
umask 022
cd / || exit 1
place=${1:-/tmp}
room=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
if [ -z "$1" ] && [ -w /dev/shm ] && [ "${room:-0}" -gt 4000000 ]; then place=/dev/shm; fi
folder=$(mktemp -d "$place/tonghop-it.XXXXXXXX") || { echo "failed no temporary folder in $place"; exit 1; }
# Passable, not readable: the account of the cluster has to get through to its own part.
chmod 711 "$folder"
cluster=$folder/postgres
binaries= account= poolers= sqlite=0 postgres=0 skipped=0
echo "ready $folder"

# PostgreSQL refuses root.
unprivileged() {
    if [ -z "$account" ]; then
        "$@"
    elif command -v setpriv >/dev/null 2>&1; then
        setpriv --reuid="$account" --regid="$(id -g "$account")" --clear-groups -- "$@"
    else
        runuser -u "$account" -- "$@"
    fi
}

choose_account() {
    [ "$(id -u)" = 0 ] || return 0
    for account in postgres nobody daemon; do
        id "$account" >/dev/null 2>&1 && return 0
    done
    account=
    echo "failed running as root, and there is no account postgres, nobody or daemon to run PostgreSQL as"
    return 1
}

failed() {
    echo "failed $1: $(tail -n 5 "$2" 2>/dev/null | tr '\n' ' ')"
}

make_cluster() {
    choose_account || return 1
    mkdir "$cluster" && printf '%s\n' "$1" >"$cluster/password" && chmod 600 "$cluster/password" || return 1
    if [ -n "$account" ]; then chown -R "$account" "$cluster" || return 1; fi
    # Passwords in clear over the loopback: SCRAM would cost an unoptimised client 4,096 hashes a connection.
    unprivileged "$binaries/initdb" -D "$cluster/data" -U tonghop_admin -A password --pwfile="$cluster/password" \
        -E UTF8 --locale=C --no-sync </dev/null >"$folder/initdb.log" 2>&1 && return 0
    failed "initdb" "$folder/initdb.log"
    return 1
}

start() {
    binaries=$3
    [ -d "$cluster/data" ] || make_cluster "$2" || return
    options="-c port=$1 -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300"
    options="$options -c autovacuum=off $4"
    if unprivileged "$binaries/pg_ctl" -D "$cluster/data" -l "$cluster/server.log" -o "$options" -w -t 120 start \
        </dev/null >"$folder/start.log" 2>&1
    then echo ready 2>/dev/null
    else failed "pg_ctl start" "$cluster/server.log"
    fi
}

kill_cluster() {
    # Where nobody asks after a process that ended it is still listed, and would be taken for one that runs. Those that it
    # leaves behind are known by the memory that they share.
    if kill -9 "$(head -n 1 "$cluster/data/postmaster.pid")" 2>"$folder/kill.log" && rm "$cluster/data/postmaster.pid"
    then echo ready 2>/dev/null
    else failed "kill" "$folder/kill.log"
    fi
}

adopt() {
    choose_account || return
    if { mkdir "$cluster" && mv "$1" "$cluster/data" && { [ -z "$account" ] || chown -R "$account" "$cluster"; }; } \
        2>"$folder/adopt.log"
    then echo ready 2>/dev/null
    else failed "adopt" "$folder/adopt.log"
    fi
}

# Whether it listens is for whoever wants to talk to it to find out.
start_pooler() {
    if [ -z "$account" ]; then choose_account || return; fi
    # It reads its settings as root, and then becomes somebody else.
    "$1" ${account:+-u "$account"} "$2" </dev/null >"$2.log" 2>&1 &
    poolers="$poolers $!"
    echo ready 2>/dev/null
}

# Tests lose nothing that they would miss.
hasty="-c fsync=off -c synchronous_commit=off -c full_page_writes=off"

while read -r order first second rest; do
    case "$order $first" in
        "ran sqlite") sqlite=$((sqlite + 1)) ;;
        "ran postgres") postgres=$((postgres + 1)) ;;
        skipped*) skipped=$((skipped + 1)) ;;
        start*) start "$first" "$second" "$rest" "$hasty" ;;
        keep*) start "$first" "$second" "$rest" "" ;;
        kill*) kill_cluster ;;
        adopt*) adopt "$first" ;;
        pool*) start_pooler "$first" "$second" ;;
    esac
done

if [ $((sqlite + postgres + skipped)) -gt 0 ]; then
    echo "ran on SQLite: $sqlite, on PostgreSQL: $postgres (skipped: $skipped)" >&2
fi
[ -z "$poolers" ] || kill -9 $poolers 2>/dev/null
if [ -f "$cluster/data/postmaster.pid" ]; then
    unprivileged "$binaries/pg_ctl" -D "$cluster/data" -m immediate -w -t 30 stop >/dev/null 2>&1 ||
        kill -9 "$(head -n 1 "$cluster/data/postmaster.pid")" 2>/dev/null
fi
rm -rf "$folder"
