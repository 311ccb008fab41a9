# Completion of ballast(1) for bash.
_ballast()
{
	local current previous command subcommand word index
	local commands='accept actions alerts approvals approve backup calendars check clients export feeds fills goals import init journal lab
		mandate market monitor orders oversight performance prices profile rates rebalance recommend reconcile refresh reject report restore risk sandbox show terms version'
	local common='--book --as-of --format --lang --wait --accessible --no-color --quiet --help --version'
	local means='historical geometric weighted james-stein bayes-stein'
	local covariances='sample weighted ledoit-wolf-identity ledoit-wolf-constant ledoit-wolf-factor oas denoised
		asynchronous semicovariance'
	local kinds='instruments prices clients holdings transactions answers rates'

	COMPREPLY=()
	current=${COMP_WORDS[COMP_CWORD]}
	previous=${COMP_WORDS[COMP_CWORD - 1]}

	# The command is the first word that is neither an option nor the value of one; its own word follows it.
	for ((index = 1; index < COMP_CWORD; index++)); do
		word=${COMP_WORDS[index]}
		case $word in
		--book | --as-of | --format | --lang | --wait) ((index++)) ;;
		-*) ;;
		*)
			if [[ -z $command ]]; then
				command=$word
			elif [[ -z $subcommand ]]; then
				subcommand=$word
			fi
			;;
		esac
	done

	case $previous in
	--format)
		COMPREPLY=($(compgen -W 'text json csv markdown html' -- "$current"))
		return
		;;
	--lang)
		COMPREPLY=($(compgen -W 'en zh_CN' -- "$current"))
		return
		;;
	--objective)
		COMPREPLY=($(compgen -W 'min-variance max-sharpe target-return target-volatility utility risk-parity hierarchical
			expected-shortfall conditional-drawdown max-diversification tracking-error robust resampled' -- "$current"))
		return
		;;
	--model)
		COMPREPLY=($(compgen -W 'lognormal student bootstrap' -- "$current"))
		return
		;;
	--nearest)
		COMPREPLY=($(compgen -W 'weights risk' -- "$current"))
		return
		;;
	--linkage)
		COMPREPLY=($(compgen -W 'columns direct' -- "$current"))
		return
		;;
	--covariance)
		if [[ $subcommand == moments ]]; then
			COMPREPLY=($(compgen -W "$covariances" -- "$current"))
		else
			COMPREPLY=($(compgen -f -- "$current"))
		fi
		return
		;;
	--mean)
		if [[ $subcommand == moments ]]; then
			COMPREPLY=($(compgen -W "$means" -- "$current"))
		else
			COMPREPLY=($(compgen -f -- "$current"))
		fi
		return
		;;
	--mean-method)
		COMPREPLY=($(compgen -W "$means" -- "$current"))
		return
		;;
	--covariance-method)
		COMPREPLY=($(compgen -W "$covariances" -- "$current"))
		return
		;;
	--mode)
		if [[ $command == mandate ]]; then
			COMPREPLY=($(compgen -W 'overall strict' -- "$current"))
		else
			COMPREPLY=($(compgen -W 'to-target to-edge buy-only' -- "$current"))
		fi
		return
		;;
	--formats)
		COMPREPLY=($(compgen -W 'text json csv markdown html' -- "$current"))
		return
		;;
	--profile)
		COMPREPLY=($(compgen -W 'cn-broker cn-positions eu-broker us-broker' -- "$current") $(compgen -f -- "$current"))
		return
		;;
	--book | --answers | --prices | --returns | --bounds | --groups | --at-returns | --views | --market | --from | --costs | \
		--budgets | --lots | --weights | --values | --flows | --passphrase-file | --mean-output | --covariance-output)
		COMPREPLY=($(compgen -f -- "$current"))
		return
		;;
	--period)
		COMPREPLY=($(compgen -W 'month quarter year 1y 3y plan start' -- "$current"))
		return
		;;
	--output)
		if [[ $command == report ]]; then
			COMPREPLY=($(compgen -d -- "$current"))
		else
			COMPREPLY=($(compgen -f -- "$current"))
		fi
		return
		;;
	--benchmark)
		[[ $subcommand == risk ]] || COMPREPLY=($(compgen -f -- "$current"))
		return
		;;
	--as-of | --passphrase-fd | --client | --account | --dates | --price-kind | --tolerance | --undo | --redo | --clients | --years | --seed | --currency | --feed | --by | --why | --cash | --wait | --expect | --limit | --lock | --unlock | --bands | --reserve | --periods | --lambda | \
		--target | --risk-free | --risk-aversion | --lower | --upper | --points | --winsorise | --delta | --tau | --turnover | --cost | --impact | --horizon | \
		--confidence | --uncertainty | --observations | --draws | --tracking-limit | --cardinality | --minimum-position | \
		--amount | --commission | --commission-least | --series | --minimum-acceptable | --degrees | --months | --paths | \
		--block | --rebalance | --start | --contribution | --growth | --fee | --inflation | --goal)
		return
		;;
	esac

	local words=''
	case $command in
	'') words=$commands ;;
	init) words='--currency' ;;
	sandbox) words='--clients --years --seed --currency' ;;
	import)
		words='--profile --client --account --dates --price-kind --dry-run --list --undo --redo'
		[[ -n $subcommand ]] || words="$kinds $words"
		;;
	reconcile) words='--profile --client --account --dates --tolerance --dry-run --exit-code' ;;
	export) [[ -n $subcommand ]] || words=$kinds ;;
	refresh) words='--feed' ;;
	feeds)
		case $subcommand in
		'') words='list check test diff record replay new' ;;
		record) words='--output' ;;
		diff) words='--exit-code' ;;
		esac
		;;
	performance) words='--period' ;;
	profile) words='--answers --questionnaire' ;;
	accept) words='A B C --by' ;;
	mandate) words='--limit --lock --unlock --bands --mode --reserve --by' ;;
	goals)
		words='--add --change --remove --name --amount --due --priority --monthly --growth --inflation --by --model
			--paths --seed'
		;;
	rebalance) words='--all --cash --buy-only --mode --force --dry-run --by' ;;
	approvals) words='--all' ;;
	approve) words='--by' ;;
	reject) words='--by --why' ;;
	orders) words='--output --dry-run' ;;
	risk) words='--shock' ;;
	report)
		words='--output --formats --exit-code --dry-run'
		[[ -n $subcommand ]] || words="weekly $words"
		;;
	monitor | oversight) words='--exit-code' ;;
	actions)
		case $subcommand in
		'') words='list add import withdraw elect due apply undo' ;;
		list) words='--all' ;;
		add) words='--amount --ratio --price --into --to --paid --currency --by' ;;
		import) words='--dry-run' ;;
		withdraw) words='--by --why' ;;
		elect) words='--symbol --by' ;;
		due) words='--client --symbol --exit-code' ;;
		apply) words='--client --symbol --dry-run --by' ;;
		undo) words='--client --by' ;;
		esac
		;;
	terms)
		case $subcommand in
		'') words='list import export add end withdraw' ;;
		list) words='--all' ;;
		import) words='--dry-run' ;;
		add) words='--amount --from --until --instead --by' ;;
		end) words='--by' ;;
		withdraw) words='--by --why' ;;
		esac
		;;
	backup) words='--sealed --passphrase-file --passphrase-fd --list' ;;
	restore) words='--passphrase-file --passphrase-fd' ;;
	alerts)
		case $subcommand in
		'') words='list take note settle reopen' ;;
		take) words='--by --owner --why' ;;
		note | settle | reopen) words='--by --why' ;;
		esac
		;;
	prices)
		case $subcommand in
		'') words='quality held accept reject correct diff history' ;;
		held) words='--all --exit-code' ;;
		accept | reject | correct) words='--by --why' ;;
		diff) words='--exit-code' ;;
		esac
		;;
	rates)
		case $subcommand in
		'') words='held accept reject correct' ;;
		held) words='--all --exit-code' ;;
		accept | reject | correct) words='--by --why' ;;
		esac
		;;
	journal)
		case $subcommand in
		'') words='list verify export' ;;
		list) words='--last' ;;
		verify) words='--expect' ;;
		esac
		;;
	lab)
		local assumptions='--mean --covariance --prices --returns --mean-method --covariance-method --periods --lambda
			--winsorise --fill'
		local problem="$assumptions --risk-free --lower --upper --bounds --groups --market --views --delta --tau
			--posterior-covariance --from --turnover --cost --costs --impact --horizon"
		case $subcommand in
		'') words='moments optimize frontier risk performance irr simulate' ;;
		moments)
			words='--prices --returns --mean --covariance --periods --lambda --winsorise --fill --mean-output
				--covariance-output'
			;;
		optimize)
			words="$problem --objective --target --risk-aversion --budgets --linkage --confidence --benchmark
				--uncertainty --observations --draws --seed --tracking-limit --cardinality --minimum-position --amount
				--lots --nearest --cash --commission --commission-least"
			;;
		frontier) words="$problem --turning-points --points --at-returns" ;;
		risk)
			words='--returns --prices --weights --series --benchmark --confidence --periods --risk-free
				--minimum-acceptable --degrees'
			;;
		performance) words='--values --flows --series --periods --risk-free' ;;
		simulate)
			words="$assumptions --weights --months --paths --seed --model --degrees --block --rebalance --antithetic
				--start --contribution --growth --fee --inflation --goal"
			;;
		esac
		;;
	esac
	COMPREPLY=($(compgen -W "$words $common" -- "$current"))
	case $command:$subcommand in
	import:?* | lab:irr | fills:* | backup:* | restore:* | feeds:check | feeds:replay)
		[[ $current == -* ]] || COMPREPLY+=($(compgen -f -- "$current"))
		;;
	esac
}
complete -F _ballast ballast
