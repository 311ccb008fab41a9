#!/bin/sh
# What a person or a script may get wrong. Each case: the exit code, a sentence on standard error that names the
# offender, nothing on standard output, the book unchanged to the byte.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"

make_sandbox 4 || { echo 'Bail out! no sandbox could be made'; exit 99; }

# Words of the command line.
refused 'an unknown command' 2 '"buy"' buy C0001
refused 'a command in capitals' 2 '"CLIENTS"' CLIENTS
refused 'an empty command' 2 '""' ''
refused 'an unknown option' 2 '--verbose' clients --verbose
refused 'an unknown short option' 2 '-x' clients -x
refused 'an option of another command' 2 '--seed' clients --seed 3
refused 'a value that is missing' 2 '--as-of' clients --as-of
refused 'a command without its client' 2 '"show"' show
refused 'a client too many' 2 '"C0002"' show C0001 C0002
refused 'a control sequence in an option' 2 'There is no option' clients "--$(printf '\033')[31mred"
refused 'a control sequence in a command' 2 'There is no command' "$(printf 'cli\033]0;title\007ents')"
refused 'a direction mark in a client' 1 'C0001' show "$(printf 'C0001\342\200\256')"
refused 'bytes that are no text in a client' 1 'client' show "$(printf '\377\376')"
refused 'a client of a thousand letters' 1 'client' show "$(printf '%01000d' 7)"
refused 'a client that would be SQL' 1 'client' show "C0001'; DROP TABLE client; --"

# Dates, numbers, choices.
for day in 2026-02-30 2026-13-01 20261120 2026-1-2 yesterday 1899-12-31 2200-01-01 '2026-11-20 ' '' '２０２６-11-20'; do
	refused "the day \"$day\"" 2 "--as-of" clients --as-of "$day"
done
refused 'a format there is not' 2 'xml' clients --format xml
refused 'an empty format' 2 '--format' clients --format ''
refused 'a language there is not' 2 'fr' clients --lang fr
refused 'a wait in words' 2 '"soon"' monitor --wait soon
refused 'a negative wait' 2 '"-1"' monitor --wait -1
refused 'a wait of centuries' 2 '--wait' monitor --wait 99999999999
for seed in -1 1.5 abc 1e3 '' 99999999999999999999; do
	refused "the seed \"$seed\"" 2 '--seed' sandbox --book "$folder/new.db" --seed "$seed"
done
refused 'no clients at all' 2 '--clients' sandbox --book "$folder/new.db" --clients 0
refused 'a million years' 2 '--years' sandbox --book "$folder/new.db" --years 1000000
refused 'a currency in words' 2 '"yuan"' init --book "$folder/new.db" --currency yuan
refused 'an empty currency' 2 '--currency' init --book "$folder/new.db" --currency ''
ok 'no book was made by any of these' test ! -e "$folder/new.db"

# Advice.
refused 'a client there is not' 1 'C9999' show C9999
refused 'a profile of nobody' 1 'C9999' profile C9999
refused 'a recommendation for nobody' 1 'C9999' recommend C9999
refused 'an objective there is not' 4 '"happiness"' recommend C0001 --objective happiness
refused 'an objective of words' 4 'percentage' recommend C0001 --objective target-return=much
refused 'a number no objective asks for' 4 'takes no number' recommend C0001 --objective risk-parity=3
refused 'a view of nothing' 4 'no view' recommend C0001 --view soon
refused 'a view on what there is not' 1 'NOTHING' recommend C0001 --view NOTHING=3
refused 'a view surer than certain' 4 'confidence' recommend C0001 --view 510300=3:101
refused 'a what-if without figures' 4 'no what-if' recommend C0001 --what-if 510300
refused 'a what-if without movement' 4 'volatility' recommend C0001 --what-if 510300=5:0
refused 'a limit upside down for once' 4 'the lower first' recommend C0001 --limit asset_class:equity:0.6:0.5
refused 'a limit nobody can keep' 4 'cannot all be met' recommend C0001 --limit asset_class:equity:0.9:1 --limit asset_class:bond:0.5:1
refused 'a plan for nobody' 1 'C9999' accept C9999 B --by 'Wang Fang'
refused 'a plan D' 2 '"D"' accept C0001 D --by 'Wang Fang'
refused 'a plan in small letters' 2 '"b"' accept C0001 b --by 'Wang Fang'
refused 'a plan without a name under it' 2 '--by' accept C0001 B
refused 'a plan under a blank name' 2 '--by' accept C0001 B --by '  '
refused 'a mandate of nobody' 1 'C9999' mandate C9999 --bands 3
refused 'a limit without its parts' 4 'equity' mandate C0001 --limit equity
refused 'a limit of a class there is not' 4 'stocks' mandate C0001 --limit asset_class:stocks:0:0.5
refused 'a limit that is upside down' 4 'asset_class:equity' mandate C0001 --limit asset_class:equity:0.6:0.2
refused 'a limit above everything' 4 '1.5' mandate C0001 --limit asset_class:equity:0:1.5
refused 'a limit that is no number' 4 '"nan"' mandate C0001 --limit asset_class:equity:0:nan
refused 'lower limits above one together' 4 '' mandate C0001 --limit asset_class:equity:0.7:1 --limit asset_class:bond:0.7:1
refused 'a lock on nothing' 1 'NOSUCH' mandate C0001 --lock NOSUCH
refused 'bands in words' 4 'wide' mandate C0001 --bands wide
refused 'bands below zero' 4 '-3' mandate C0001 --bands -3
refused 'a mode of the gate there is not' 2 'loose' mandate C0001 --mode loose
refused 'a reserve below zero' 2 '--reserve' mandate C0001 --reserve -5
refused 'a reserve in words' 2 '"much"' mandate C0001 --reserve much
refused 'a name and nothing to sign' 2 '--by' mandate C0001 --by 'Wang Fang'
refused 'goals of nobody' 1 'C9999' goals C9999
refused 'a goal for nobody' 1 'C9999' goals C9999 --add House --amount 100 --due 2030-01-01
refused 'a goal without an amount' 4 'amount' goals C0001 --add House --due 2030-01-01
refused 'a goal without a day' 4 'day' goals C0001 --add House --amount 100
refused 'a goal without a name' 4 'name' goals C0001 --add ' ' --amount 100 --due 2030-01-01
refused 'a goal with a control sequence for a name' 4 'name' goals C0001 --add "$(printf 'House\033[31m')" --amount 100 --due 2030-01-01
refused 'a goal of a thousand letters' 4 'name' goals C0001 --add "$(printf '%01000d' 7)" --amount 100 --due 2030-01-01
refused 'a goal for nothing' 4 '0' goals C0001 --add House --amount 0 --due 2030-01-01
refused 'a goal below zero' 4 '-5' goals C0001 --add House --amount -5 --due 2030-01-01
refused 'a goal in words' 4 '"lots"' goals C0001 --add House --amount lots --due 2030-01-01
refused 'a goal beyond counting' 4 '99999999999999999999' goals C0001 --add House --amount 99999999999999999999 --due 2030-01-01
refused 'a goal in the past' 4 '2020-01-01' goals C0001 --add House --amount 100 --due 2020-01-01
refused 'a goal on a day there is not' 4 '2030-02-30' goals C0001 --add House --amount 100 --due 2030-02-30
refused 'a priority there is not' 2 '"urgent"' goals C0001 --add House --amount 100 --due 2030-01-01 --priority urgent
refused 'savings below zero' 4 '-1' goals C0001 --add House --amount 100 --due 2030-01-01 --monthly -1
refused 'a growth of three hundred percent' 4 '"3"' goals C0001 --add House --amount 100 --due 2030-01-01 --growth 3
refused 'an inflation in words' 4 '"high"' goals C0001 --add House --amount 100 --due 2030-01-01 --inflation high
refused 'a goal under a blank name' 4 '--by' goals C0001 --add House --amount 100 --due 2030-01-01 --by ' '
refused 'a change of a goal there is not' 1 '77' goals C0001 --change 77 --amount 100
refused 'a goal in words where a number is meant' 2 '"House"' goals C0001 --remove House
refused 'two changes of goals at once' 2 '--remove' goals C0001 --add House --remove 1
refused 'an amount of no goal' 2 '--add' goals C0001 --amount 100
refused 'a name and no goal to sign' 2 '--add' goals C0001 --by 'Wang Fang'
refused 'no futures at all' 2 '--paths' goals C0001 --paths 0
refused 'a model there is not' 2 'crystal' goals C0001 --model crystal
refused 'trades for nobody in particular' 2 '--all' rebalance
refused 'trades for all and for one' 2 '--all' rebalance C0001 --all
refused 'trades for somebody unknown' 1 'C9999' rebalance C9999
refused 'money in words' 2 '"lots"' rebalance C0001 --cash lots
refused 'money with too many decimals' 2 '1.0000001' rebalance C0001 --cash 1.0000001
refused 'money beyond counting' 2 '--cash' rebalance C0001 --cash 99999999999999999999
refused 'money with an exponent' 2 '1e6' rebalance C0001 --cash 1e6
refused 'money of two clients' 2 '--cash' rebalance C0001 C0002 --cash 5
refused 'a withdrawal larger than the portfolio' 4 'C0001' rebalance C0001 --cash -999999999
refused 'two modes at once' 2 '--mode to-edge' rebalance C0001 --buy-only --mode to-edge
refused 'a mode of trading there is not' 2 'to-moon' rebalance C0001 --mode to-moon
refused 'a proposal in words' 2 '"first"' approve first --by 'Li Qiang'
refused 'a proposal below zero' 2 '"-1"' approve --by 'Li Qiang' -- -1
refused 'a proposal there is not' 1 '4711' approve 4711 --by 'Li Qiang'
refused 'a rejection of nothing' 1 '4711' reject 4711 --by 'Li Qiang'
refused 'a step without a name' 2 '--by' alerts take 1
refused 'a step for nothing' 1 '4711' alerts take 4711 --by 'Li Qiang'
refused 'a step for an alert in words' 2 '"first"' alerts take first --by 'Li Qiang'
refused 'a step for half an alert' 2 '"1.5"' alerts note 1.5 --by 'Li Qiang' --why x
refused 'a reason that is missing' 2 '--why' alerts settle 1 --by 'Li Qiang'
refused 'a reason that is blank' 2 '--why' alerts settle 1 --by 'Li Qiang' --why ' '
refused 'a name that moves the cursor' 4 'control' alerts take 1 --by "$(printf 'Li\033[2J')"
refused 'alerts of nobody' 1 'C9999' alerts list C9999
refused 'a journal of nobody' 1 'C9999' journal list C9999
refused 'no record at all' 2 '--last' journal list --last 0
refused 'a market of nothing' 1 'NOSUCH' market NOSUCH
refused 'the quality of nothing' 1 'NOSUCH' prices quality NOSUCH
refused 'a price held back in words' 2 '"first"' prices accept first --by 'Li Qiang' --why x
refused 'half a price held back' 2 '"1.5"' prices reject 1.5 --by 'Li Qiang' --why x
refused 'a price held back there is not' 1 '4711' prices accept 4711 --by 'Li Qiang' --why x
refused 'an answer about a price by nobody' 2 '--by' prices reject 1 --why x
refused 'an answer about a price without a reason' 2 '--why' prices reject 1 --by 'Li Qiang'
refused 'a reason that is blank for a price' 2 '--why' prices reject 1 --by 'Li Qiang' --why ' '
refused 'a correction in words' 2 'four' prices correct 1 four --by 'Li Qiang' --why x
refused 'one of several prices held back in words' 2 '"second"' prices accept 1 second --by 'Li Qiang' --why x
refused 'prices held back of which nothing is said' 2 'in common' prices accept --by 'Li Qiang' --why x
refused 'prices held back said twice over' 2 'not both' prices reject 1 --symbol 510300 --by 'Li Qiang' --why x
refused 'a reason there is not' 2 'not-positive|future' prices reject --fault big --by 'Li Qiang' --why x
refused 'a trial by nobody' 2 '--by' prices reject 1 --why x --dry-run
refused 'prices held back of nothing' 1 'NOSUCH' prices reject --symbol NOSUCH --by 'Li Qiang' --why x
refused 'prices held back of no source' 1 'nowhere' prices reject --source nowhere --by 'Li Qiang' --why x
refused 'prices held back that do not wait' 1 'no price that waits fits' prices accept --fault split --by 'Li Qiang' --why x
refused 'two corrections at once' 2 'prices' prices correct 1 2 3.1 --by 'Li Qiang' --why x
refused 'rates held back of which nothing is said' 2 'in common' rates accept --by 'Li Qiang' --why x
refused 'rates held back of no pair' 1 'no rate that waits fits' rates reject --pair USDCNY --by 'Li Qiang' --why x
refused 'a rate held back in words' 2 '"first"' rates accept first --by 'Li Qiang' --why x
refused 'half a rate held back' 2 '"1.5"' rates reject 1.5 --by 'Li Qiang' --why x
refused 'a rate held back there is not' 1 '4711' rates accept 4711 --by 'Li Qiang' --why x
refused 'an answer about a rate by nobody' 2 '--by' rates reject 1 --why x
refused 'an answer about a rate without a reason' 2 '--why' rates correct 1 7.1 --by 'Li Qiang'
refused 'a reason that is blank for a rate' 2 '--why' rates reject 1 --by 'Li Qiang' --why ' '
refused 'a corrected rate in words' 2 'seven' rates correct 1 seven --by 'Li Qiang' --why x
refused 'a corrected rate of zero' 2 'above 0' rates correct 1 0 --by 'Li Qiang' --why x
refused 'a verb of rates there is not' 2 'hold' rates hold
refused 'a correction without a close' 2 'prices' prices correct 1 --by 'Li Qiang' --why x
refused 'actions of nothing' 1 'NOSUCH' actions list NOSUCH
refused 'an action of nothing' 1 'NOSUCH' actions add NOSUCH split 2026-07-01 --ratio 2 --by 'Li Qiang'
refused 'an action of no kind' 2 '"spilt"' actions add 510300 spilt 2026-07-01 --ratio 2 --by 'Li Qiang'
refused 'an action on a day there is not' 2 '2026-02-30' actions add 510300 split 2026-02-30 --ratio 2 --by 'Li Qiang'
refused 'an action without its ratio' 4 'ratio above zero' actions add 510300 split 2026-07-01 --by 'Li Qiang'
refused 'a ratio in words' 2 '"two"' actions add 510300 split 2026-07-01 --ratio two --by 'Li Qiang'
refused 'a ratio over nothing' 2 '"2:0"' actions add 510300 split 2026-07-01 --ratio 2:0 --by 'Li Qiang'
refused 'a dividend with a ratio' 4 'no use for a ratio' actions add 510300 dividend 2026-07-01 --amount 1 --ratio 2 --by 'Li Qiang'
refused 'a dividend below nothing' 4 'negative' actions add 510300 dividend 2026-07-01 --amount -1 --by 'Li Qiang'
refused 'capital given back without an amount' 4 'a return of capital needs an amount above zero' actions add 510300 \
	return_of_capital 2026-07-01 --by 'Li Qiang'
refused 'capital given back with a ratio' 4 'no use for a ratio' actions add 510300 return_of_capital 2026-07-01 --amount 1 \
	--ratio 2 --by 'Li Qiang'
refused 'a merger into nothing' 1 'NOSUCH' actions add 510300 merger 2026-07-01 --ratio 2 --into NOSUCH --by 'Li Qiang'
refused 'a merger into itself' 4 'two instruments' actions add 510300 merger 2026-07-01 --ratio 2 --into 510300 --by 'Li Qiang'
refused 'an action by nobody' 2 '--by' actions add 510300 split 2026-07-01 --ratio 2
refused 'an action of money itself' 4 'CASH' actions add CASH split 2026-07-01 --ratio 2 --by 'Li Qiang'
refused 'a file of actions there is not' 1 'nosuch.csv' actions import nosuch.csv
refused 'an action withdrawn in words' 2 '"first"' actions withdraw first --by 'Li Qiang' --why x
refused 'an action withdrawn there is not' 1 '4711' actions withdraw 4711 --by 'Li Qiang' --why x
refused 'an action undone there is not' 1 '4711' actions undo 4711 --by 'Li Qiang'
refused 'actions applied by nobody' 2 '--by' actions apply
refused 'actions applied by a name of blanks' 2 '--by' actions apply --by ' '
refused 'an action due there is not' 1 '4711' actions due 4711
refused 'an action applied there is not' 1 '4711' actions apply 4711 --by 'Li Qiang'
refused 'an action applied in parts' 2 '"1.5"' actions apply 1.5 --by 'Li Qiang'
refused 'a new symbol with a blank' 4 'blank' actions add 510300 symbol 2026-07-01 --to 'A B' --by 'Li Qiang'
refused 'a new symbol with a control character' 4 'control' actions add 510300 symbol 2026-07-01 --to "$(printf 'A\001B')" --by 'Li Qiang'
refused 'a new symbol beyond all length' 2 '--to' actions add 510300 symbol 2026-07-01 --to "$(printf '%0100d' 0)" --by 'Li Qiang'
refused 'an action in a currency there is not' 2 '--currency' actions add 510300 dividend 2026-07-01 --amount 1 --currency cny --by 'Li Qiang'
refused 'an action paid before its day' 4 'before its ex day' actions add 510300 dividend 2026-07-01 --amount 1 --paid 2026-06-01 --by 'Li Qiang'
refused 'an action paid on no day' 2 '2026-06-31' actions add 510300 dividend 2026-07-01 --amount 1 --paid 2026-06-31 --by 'Li Qiang'
refused 'an amount in words' 2 '--amount' actions add 510300 dividend 2026-07-01 --amount one --by 'Li Qiang'
refused 'a ratio of three' 2 '"10:3:2"' actions add 510300 split 2026-07-01 --ratio 10:3:2 --by 'Li Qiang'
refused 'a split into the same' 4 'other than 1' actions add 510300 split 2026-07-01 --ratio 1:1 --by 'Li Qiang'
refused 'actions due of an instrument there is not' 1 'NOSUCH' actions due --symbol NOSUCH
refused 'actions due to nobody' 1 'C9999' actions due --client C9999
refused 'a choice there is not' 2 '"shares"' actions elect C0001 main shares --by 'Li Qiang'
refused 'a choice for an account there is not' 1 'nowhere' actions elect C0001 nowhere cash --by 'Li Qiang'
refused 'terms of nothing' 1 'NOSUCH' terms list NOSUCH
refused 'a file of terms there is not' 1 'nosuch.csv' terms import nosuch.csv
refused 'a file of terms written out of nothing' 1 'NOSUCH' terms export NOSUCH
refused 'a closure of nothing' 1 'NOSUCH' terms add NOSUCH closed --by 'Li Qiang'
refused 'a closure of money itself' 4 'CASH has no terms' terms add CASH closed --by 'Li Qiang'
refused 'a closure of no kind' 2 '"shut"' terms add 510300 shut --by 'Li Qiang'
refused 'a closure by nobody' 2 '--by' terms add 510300 closed
refused 'a closure with an amount' 2 '--amount' terms add 510300 closed --amount 5 --by 'Li Qiang'
refused 'a limit without an amount' 2 '--amount' terms add 510300 limit --by 'Li Qiang'
refused 'a limit of nothing' 4 'above 0' terms add 510300 limit --amount 0 --by 'Li Qiang'
refused 'a limit below nothing' 4 'above 0' terms add 510300 limit --amount -5 --by 'Li Qiang'
refused 'a limit in words' 2 '--amount' terms add 510300 limit --amount much --by 'Li Qiang'
refused 'a closure from a day there is not' 2 '2026-02-30' terms add 510300 closed --from 2026-02-30 --by 'Li Qiang'
refused 'a closure that ends before it begins' 4 'ends before it begins' terms add 510300 closed --from 2026-12-02 \
	--until 2026-12-01 --by 'Li Qiang'
refused 'a closure ended in words' 2 '"first"' terms end first 2026-12-01 --by 'Li Qiang'
refused 'a closure ended on no day' 2 '2026-13-01' terms end 1 2026-13-01 --by 'Li Qiang'
refused 'a closure ended there is not' 1 '4711' terms end 4711 2026-12-01 --by 'Li Qiang'
refused 'a closure withdrawn there is not' 1 '4711' terms withdraw 4711 --by 'Li Qiang' --why x
refused 'a closure withdrawn without a reason' 2 '--why' terms withdraw 1 --by 'Li Qiang'
refused 'a calendar there is not' 1 'XNOW' calendars XNOW
refused 'a comparison of one feed' 2 'feeds' feeds diff tiingo
refused 'a comparison with a feed there is not' 1 'nowhere' feeds diff nowhere tiingo 510300
refused 'a comparison of sources the book does not know' 1 'nowhere' feeds diff nowhere tiingo
refused 'a history of nothing' 1 'NOSUCH' prices history NOSUCH
refused 'a history of a day there is not' 2 '2026-02-30' prices history 510300 2026-02-30
refused 'a history of no symbol' 2 'history' prices history
refused 'a source there is not' 1 'nowhere' prices diff nowhere 'import prices.csv'
refused 'an approval by nobody' 2 '--by' approve 1
refused 'executions out of a missing file' 1 'nowhere.csv' fills "$folder/nowhere.csv"
refused 'executions out of a folder' 1 "$folder" fills "$folder"
refused 'a report of somebody unknown' 1 'C9999' report weekly C9999
refused 'a report in a format there is not' 2 '"docx"' report weekly --formats docx
refused 'a report in one format twice' 2 '"html"' report weekly --output "$folder/r" --formats html,html
refused 'a report in no format' 2 'format ""' report weekly --output "$folder/r" --formats ''
refused 'several formats on one output' 2 '--output' report weekly --formats html,json
refused 'a report into an unnamed folder' 2 '--output' report weekly --output ''
refused 'a report into a folder that cannot be' 1 '/dev/null/x' report weekly --output /dev/null/x
refused 'a question about a client in the questionnaire' 2 '--questionnaire' profile C0001 --questionnaire
refused 'orders as HTML' 2 '"orders"' orders --format html
refused 'orders into a folder that is not there' 1 "$folder/none/o.csv" orders --output "$folder/none/o.csv"

# Executions: all rows or none.
reference='reference,date,quantity,price,fee,execution'
fills() {
	sentence=$1 words=$2
	shift 2
	printf '%s\n' "$@" >"$folder/fills.csv"
	refused "$sentence" 4 "$words" fills "$folder/fills.csv"
}
fills 'executions without a header' 'fills.csv' 'B000000001-1,2026-11-20,100,4.1,1,X1'
fills 'executions with a column there is not' 'colour' "$reference,colour" 'B000000001-1,2026-11-20,100,4.1,1,X1,red'
fills 'an execution of an order there is not' 'B000004711-1' "$reference" 'B000004711-1,2026-11-20,100,4.1,1,X1'
fills 'an execution on no day' '2026-02-31' "$reference" 'B000000001-1,2026-02-31,100,4.1,1,X1'
fills 'an execution of words' 'many' "$reference" 'B000000001-1,2026-11-20,many,4.1,1,X1'
: >"$folder/empty.csv"
refused 'executions out of an empty file' 4 'empty.csv' fills "$folder/empty.csv"

# Files that do not fit their kind: line and column are named, nothing is kept.
imports() {
	sentence=$1 words=$2 kind=$3
	shift 3
	printf '%s\n' "$@" >"$folder/$kind.csv"
	refused "$sentence" 4 "$words" import "$kind" "$folder/$kind.csv"
}
instruments='symbol,name,asset_class,currency,risk_level'
holdings='client,account,symbol,quantity,unit_cost,acquired'
transactions='date,client,account,type,symbol,quantity,price,fee,currency,reference'
refused 'a kind there is not' 2 'did you mean "prices"' import price "$folder/x.csv"
refused 'an import of nothing' 2 'import' import prices
refused 'an import of a missing file' 1 'nowhere.csv' import prices "$folder/nowhere.csv"
refused 'an import of a folder' 1 "$folder" import prices "$folder"
refused 'an import of an empty file' 4 'empty.csv' import clients "$folder/empty.csv"
head -c 3000 /dev/urandom >"$folder/noise.csv"
refused 'an import of noise' 4 'noise.csv' import prices "$folder/noise.csv"
printf 'date,symbol,close\n2026-11-19,\377\376,1\n' >"$folder/latin.csv"
refused 'an import that is no UTF-8' 4 'latin.csv:2' import prices "$folder/latin.csv"
printf 'date,symbol,close\n2026-11-19,"510300,1\n' >"$folder/quote.csv"
refused 'a quotation that never ends' 4 'quote.csv' import prices "$folder/quote.csv"
imports 'a column that is missing' 'risk_level' instruments 'symbol,name,asset_class,currency' 'X,X,bond,CNY'
imports 'a column there is not' 'colour' instruments "$instruments,colour" 'X,X,bond,CNY,R1,red'
imports 'a column twice' 'name' instruments "$instruments,name" 'X,X,bond,CNY,R1,X'
imports 'a row that is too short' 'instruments.csv:2' instruments "$instruments" 'X,X,bond'
imports 'a class there is not' 'asset_class' instruments "$instruments" 'X,X,stocks,CNY,R1'
imports 'a level there is not' 'risk_level' instruments "$instruments" 'X,X,bond,CNY,R9'
imports 'a currency there is not' 'currency' instruments "$instruments" 'X,X,bond,yuan,R1'
imports 'one symbol twice in a file' 'instruments.csv:3' instruments "$instruments" 'X,X,bond,CNY,R1' 'X,Y,bond,CNY,R2'
imports 'the second of two rows' 'instruments.csv:3' instruments "$instruments" 'NEW,New,bond,CNY,R1' 'X,X,nothing,CNY,R1'
imports 'a symbol with a control sequence' 'instruments.csv:2' instruments "$instruments" "$(printf 'X\033[31m'),X,bond,CNY,R1"
imports 'a price of an unknown symbol' 'NOSUCH' prices 'date,symbol,close' '2026-11-19,NOSUCH,1'
# What can be read and not believed waits for a person; the reason is told.
is_held() {
	[ "$code" -eq 3 ] && grep -q 'held back' "$folder/err" && grep -q "$1" "$folder/out"
}
puts_aside() {
	printf 'date,symbol,close,currency\n%s\n' "$3" >"$folder/aside.csv"
	run import prices "$folder/aside.csv" --dry-run
	ok "$1" is_held "$2"
}
puts_aside 'a price of zero' 'not above zero' '2026-11-19,510300,0,'
puts_aside 'a price below zero' 'not above zero' '2026-11-19,510300,-4,'
puts_aside 'a price of a day to come' 'of a day to come' '2199-11-19,510300,4,'
puts_aside 'a price in another currency' 'in another currency' '2026-11-19,510300,4,USD'
puts_aside 'a price in another unit' 'in another unit' '2026-11-19,510300,400,'
puts_a_rate_aside() {
	printf 'date,base,quote,rate\n2026-11-12,USD,CNY,7.1\n2026-11-13,USD,CNY,7.2\n%s\n' "$3" >"$folder/aside.csv"
	run import rates "$folder/aside.csv" --dry-run
	ok "$1" is_held "$2"
}
puts_a_rate_aside 'a rate of zero' 'not above zero' '2026-11-16,USD,CNY,0'
puts_a_rate_aside 'a rate below zero' 'not above zero' '2026-11-16,USD,CNY,-7.1'
puts_a_rate_aside 'a rate of a day to come' 'of a day to come' '2199-11-16,USD,CNY,7.1'
puts_a_rate_aside 'a rate turned over' 'turned over' '2026-11-16,USD,CNY,0.14'
puts_a_rate_aside 'a rate of a hundred units' 'of a hundred' '2026-11-16,USD,CNY,711'
puts_a_rate_aside 'a rate that leaps' 'a leap' '2026-11-16,USD,CNY,12'
imports 'a price in words' 'close' prices 'date,symbol,close' '2026-11-19,510300,four'
imports 'a price with a comma for a point' 'close' prices 'date,symbol,close' '2026-11-19,510300,"4,1"'
imports 'a price on no day' '2026-02-30' prices 'date,symbol,close' '2026-02-30,510300,4'
imports 'a wide price of an unknown symbol' 'NOSUCH' prices 'date,510300,NOSUCH' '2026-11-19,4,5'
imports 'a client born in no year' 'birth_year' clients 'client,name,birth_year,currency' 'C0001,X,84,CNY'
imports 'a client without a code' 'client' clients 'client,name,birth_year,currency' ',X,1984,CNY'
imports 'holdings of nobody' 'C9999' holdings "$holdings" 'C9999,A,CASH,1,,'
imports 'holdings of an unknown symbol' 'NOSUCH' holdings "$holdings" 'C0001,NEW,NOSUCH,1,1,2026-01-05'
imports 'holdings below zero' 'quantity' holdings "$holdings" 'C0001,NEW,510300,-100,1,2026-01-05'
imports 'holdings beyond counting' 'quantity' holdings "$holdings" 'C0001,NEW,510300,99999999999999999999,1,2026-01-05'
imports 'a transaction of no type' 'type' transactions "$transactions" '2026-11-19,C0001,C0001-1,gift,CASH,5,1,0,CNY,R1'
imports 'a sale of more than there is' 'transactions.csv:2' transactions "$transactions" \
	'2026-11-19,C0001,C0001-1,sell,510300,99999999,4,0,CNY,R2'
imports 'a transaction of nobody' 'C9999' transactions "$transactions" '2026-11-19,C9999,A,deposit,CASH,5,1,0,CNY,R3'
imports 'answers that are missing' 'Q16' answers 'client,taken,G1,G2,Q1' 'C0001,2026-11-19,yes,no,1'

# Files of other programs.
refused 'a profile there is not' 1 'nosuch' import transactions "$folder/empty.csv" --profile nosuch
printf 'kind = transactions\ncolums { date = "D" }\n' >"$folder/typo.conf"
refused 'a profile with a key there is not' 4 'colums' import transactions "$folder/empty.csv" --profile "$folder/typo.conf"
printf 'kind = transactions\nencoding = "klingon"\ncolumns { date = "D" }\n' >"$folder/klingon.conf"
refused 'a profile with an encoding there is not' 4 'klingon' import transactions "$folder/empty.csv" --profile "$folder/klingon.conf"
printf "kind = transactions\ndates = {'%%d.%%m.%%Y'}\ndecimal_mark = ','\nthousands_mark = '.'\ncolumns { date = 'D' type = 'T' amount = 'A' }\n" \
	>"$folder/own.conf"
# brings SENTENCE WORDS ROW…: transactions by that profile, refused
brings() {
	sentence=$1 words=$2
	shift 2
	{
		echo 'D;T;A' | tr ';' ','
		printf '%s\n' "$@"
	} >"$folder/own.csv"
	refused "$sentence" 4 "$words" import transactions "$folder/own.csv" --profile "$folder/own.conf" --client C0001 --account A
}
brings 'a word the profile does not know' 'own.csv:2' '05.01.2026,gift,5'
brings 'a thousands mark where none can stand' 'own.csv:3' '05.01.2026,deposit,"1.000,5"' '05.01.2026,deposit,1.00'
brings 'a number with two signs' '"-5-" has two signs' '05.01.2026,deposit,-5-'
brings 'more decimals than a millionth' 'own.csv:2' '05.01.2026,deposit,"0,1234567"'
brings 'a day in another format' '2026-01-05' '2026-01-05,deposit,5'
brings 'a deposit that takes money' 'own.csv:2' '05.01.2026,deposit,-5'
brings 'a row that is too long' 'own.csv:2' '05.01.2026,deposit,5,7'
printf 'nothing,of,it\n1,2,3\n' >"$folder/own.csv"
refused 'a table without its header' 4 'names the columns' import transactions "$folder/own.csv" --profile "$folder/own.conf"
refused 'a profile for another kind' 4 'transactions' import prices "$folder/own.csv" --profile "$folder/own.conf"
printf '!Type:Bank\nD05/06/2026\nT5\n^\n' >"$folder/bank.qif"
refused 'QIF days that may be either' 4 'bank.qif:2' import transactions "$folder/bank.qif" --client C0001 --account A
printf '!Type:Bank\nD05/26/2026\nT5\n' >"$folder/bank.qif"
refused 'QIF that was cut off' 4 'cut off' import transactions "$folder/bank.qif" --client C0001 --account A
printf '!Type:Bank\nD05/26/2026\nT5\n^\n' >"$folder/bank.qif"
refused 'QIF of nobody' 4 'client' import transactions "$folder/bank.qif" --account A
refused 'QIF as clients' 4 'clients' import clients "$folder/bank.qif"
printf '<OFX><INVSTMTRS><CURDEF>CNY\n' >"$folder/cut.ofx"
refused 'OFX that was cut off' 4 'cut off' import transactions "$folder/cut.ofx" --client C0001
printf '<!DOCTYPE x [<!ENTITY a "b">]><OFX></OFX>' >"$folder/type.ofx"
refused 'OFX with a document type' 4 'document type' import transactions "$folder/type.ofx" --client C0001
printf '<OFX></A></OFX>' >"$folder/stray.ofx"
refused 'OFX that closes what is not open' 4 'closes nothing' import transactions "$folder/stray.ofx" --client C0001
printf '<OFX>\n</OFX>' >"$folder/none.ofx"
refused 'OFX without a statement' 4 'no statement' import transactions "$folder/none.ofx" --client C0001
printf 'P 2026-01-05 510300 4.1\n' >"$folder/prices.txt"
refused 'a price line without its currency' 4 'prices.txt:1' import prices "$folder/prices.txt"
cp "$fixtures/transactions.csv" "$folder/own.csv" # by another way it may pass a folder whose name reads like a crash
refused 'a client for a file that names its own' 4 '--client' import transactions "$folder/own.csv" --client C0001
refused 'an undoing and a file' 2 '--undo' import --undo 3 prices "$folder/x.csv"
refused 'an undoing of no number' 2 'two' import --undo two
refused 'an undoing of nothing' 1 '4711' import --undo 4711
refused 'a statement that is missing' 1 'nowhere' reconcile "$folder/nowhere.csv"
printf 'client,account,symbol,quantity,unit_cost,acquired\nC9999,A,CASH,1,,\n' >"$folder/nobody.csv"
refused 'a statement of nobody' 4 'C9999' reconcile "$folder/nobody.csv"
refused 'a statement that is empty' 4 'empty.csv' reconcile "$folder/empty.csv"
imports 'a rate in words' 'rate' rates 'date,base,quote,rate' '2026-11-19,USD,CNY,seven'
imports 'a rate of a currency in itself' 'quote' rates 'date,base,quote,rate' '2026-11-19,CNY,CNY,1'
imports 'one rate twice in a file' 'rates.csv:3' rates 'date,base,quote,rate' '2026-11-19,USD,CNY,7.1' '2026-11-19,USD,CNY,7.2'
refused 'answers out of a missing file' 1 'nowhere.csv' profile C0001 --answers "$folder/nowhere.csv"
refused 'answers for somebody unknown' 1 'C9999' profile C9999 --answers "$fixtures/answers.csv"
refused 'an export of a kind there is not' 2 'did you mean "holdings"' export holding
refused 'an export as HTML' 2 '--format' export prices --format html

# Looking after the book.
refused 'a head of the journal in words' 4 'latest' journal verify --expect latest
refused 'evidence about nobody' 1 'C9999' journal export C9999
refused 'a copy into a missing folder' 1 "$folder/none" backup "$folder/none/copy.db"
refused 'a copy that comes back from nowhere' 1 'nowhere.db' restore "$folder/nowhere.db"
refused 'a feed there is not' 1 'nofeed' feeds test nofeed 510300
refused 'a file of feeds that is missing' 4 'nowhere.conf' feeds check "$folder/nowhere.conf"

# The laboratory.
printf 'symbol,mean\nA,0.05\nB,0.07\n' >"$folder/mean.csv"
printf 'symbol,A,B\nA,0.04,0.01\nB,0.01,0.09\n' >"$folder/covariance.csv"
problem="--mean $folder/mean.csv --covariance $folder/covariance.csv"
lab() {
	sentence=$1 expected=$2 words=$3
	shift 3
	refused "$sentence" "$expected" "$words" lab "$@"
}
lab 'a laboratory without an experiment' 2 'lab'
lab 'moments of nothing' 2 '--prices' moments
lab 'moments of both' 2 '--prices' moments --prices a --returns b
lab 'moments of a missing file' 1 'nowhere.csv' moments --prices "$folder/nowhere.csv"
lab 'a method there is not' 2 'magic' moments --prices "$folder/mean.csv" --covariance magic
lab 'a decay of one' 2 '--lambda' moments --prices "$folder/mean.csv" --lambda 1
# shellcheck disable=SC2086 # options are words
{
	lab 'an objective there is not' 2 '"max-profit"' optimize $problem --objective max-profit
	lab 'no objective at all' 2 '--objective' optimize $problem
	lab 'a target in words' 2 '"high"' optimize $problem --objective target-return --target high
	lab 'a target that is missing' 4 'target' optimize $problem --objective target-return
	lab 'a target that is not finite' 2 '"inf"' optimize $problem --objective target-return --target inf
	lab 'two kinds of points' 2 '--points' frontier $problem --points 5 --turning-points
	lab 'one point' 2 '--points' frontier $problem --points 1
}
printf 'symbol,A,B\nA,0.04,0.01\nB,0.02,0.09\n' >"$folder/skew.csv"
lab 'a covariance that is not symmetric' 4 'skew.csv' optimize --mean "$folder/mean.csv" --covariance "$folder/skew.csv" \
	--objective min-variance

# The environment.
BALLAST_BOOK=
refused 'an empty BALLAST_BOOK is none' 6 "$HOME" clients
BALLAST_BOOK=$folder/book.db
home=$HOME
unset HOME
refused 'no home and nothing instead' 1 'HOME' clients --book ''
HOME=$home
export HOME
(
	BALLAST_DATADIR=$folder/nothing
	export BALLAST_DATADIR
	run clients
	echo $code >"$folder/code"
)
code=$(cat "$folder/code")
ok 'shipped rules that are missing' is_refusal 1 "$folder/nothing" "$(book_state)"
mkdir -p "$HOME/.config/ballast"
printf 'version = [broken\n' >"$HOME/.config/ballast/rules.conf"
refused 'rules that are broken' 1 'rules.conf' clients
rm "$HOME/.config/ballast/rules.conf"
printf '\000\001\002' >"$HOME/.config/ballast/assumptions.conf"
refused 'assumptions that are noise' 1 'assumptions.conf' clients
rm "$HOME/.config/ballast/assumptions.conf"
mkdir "$HOME/.config/ballast/ballast.conf"
refused 'settings that are a folder' 1 'ballast.conf' clients
rmdir "$HOME/.config/ballast/ballast.conf"
run clients
ok 'after all of this the book still answers' exits 0
finish
