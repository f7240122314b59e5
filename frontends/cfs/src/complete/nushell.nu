# What makes nushell complete the words of cfs: it is asked what may follow.
let cfs_completer = {|spans: list<string>|
    let at = (($spans | length) - 1)
    with-env { COMPLETE: fish } { ^cfs -- ...$spans }
    | lines
    | each {|line|
        let parts = ($line | split row -n 2 "\t")
        { value: ($parts | get 0), description: ($parts | get -o 1 | default "") }
    }
}
$env.config.completions.external = {
    enable: true
    completer: {|spans: list<string>|
        if ($spans.0 == "cfs") { do $cfs_completer $spans }
    }
}
