#!/bin/sh
# Runs a test program and says its TAP as the harness reads it: tap.sh PROGRAM [ARGUMENT…]
#
# cmocka 1.1.5 writes a skipped test as "not ok 2 # SKIP name", which by the letter of TAP is a failure; here it becomes
# "ok 2 - name # SKIP reason", the reason being the last line the test printed. It also ends with the number of failed
# tests as its exit status, which the harness would count as one more error; a failure already told is told once.
{
	"$@"
	printf '\nexit status of the test program: %d\n' $?
} | awk '
/^exit status of the test program: [0-9]+$/ {
	status = $NF
	next
}
/^not ok [0-9]+ # SKIP/ {
	name = $0
	sub(/^not ok [0-9]+ # SKIP */, "", name)
	if (said == "" && ENVIRON["BALLAST_ORACLES"] != "" && system("test -d \"$BALLAST_ORACLES\"") != 0)
		said = "no folder " ENVIRON["BALLAST_ORACLES"] " (BALLAST_ORACLES)"
	print "ok " $3 " - " name " # SKIP " (said == "" ? "no reason given" : said)
	said = ""
	next
}
/^(not )?ok [0-9]+/ {
	failed += /^not ok/
	said = ""
}
/^[^#]/ && !/^(not )?ok [0-9]+/ && !/^1\.\.[0-9]+$/ {
	said = $0
	gsub(/#/, " ", said)
}
{
	print
}
END {
	# 128 and above: the program was killed, and that is news whatever was told before.
	exit failed > 0 && status < 128 ? 0 : status
}'
