#!/bin/sh
# Runs a program, and ends it when whoever started it is gone.
#
#   watchdog.sh GRACE PROGRAM [ARGUMENT...]
#
# GRACE is how many tenths of a second the program may take to end by itself before it is killed.
#
# Descriptor 3 is a pipe of which the starter holds the other end and into which it never writes. The
# kernel closes that end when the starter dies, also by SIGKILL, and the read below returns. A shell and
# not Node: one of these stands beside every program of the stack.
grace=$1
shift
orphaned=
trap 'kill -TERM "$program" 2>/dev/null' TERM INT HUP
trap 'orphaned=yes; kill -TERM "$program" 2>/dev/null' USR1

"$@" 3<&- &
program=$!

(
  # Signals to the whole group are meant for the program; the watch goes on until the program is gone.
  trap '' TERM INT HUP
  read -r _ <&3
  kill -USR1 "$$" 2>/dev/null
  tenths=0
  while kill -0 "$program" 2>/dev/null && [ "$tenths" -lt "$grace" ]; do
    sleep 0.1
    tenths=$((tenths + 1))
  done
  # It did not end when asked: kill the whole group.
  kill -KILL 0
) </dev/null >/dev/null 2>&1 &
watch=$!
exec 3<&-

# A trapped signal makes `wait` return early: wait again until the program has really ended.
while :; do
  wait "$program"
  status=$?
  kill -0 "$program" 2>/dev/null || break
done
# Nobody is left to end what the program started and left behind.
[ -z "$orphaned" ] || kill -KILL 0
kill -KILL "$watch" 2>/dev/null
exit "$status"
