#!/usr/bin/perl
# Stands before a package manager in PATH and writes down that it started and how it ended: whoever is killed, or kills
# it, leaves a start without an end, or an end by a signal.
use strict;

my ($name) = $0 =~ m{([^/]+)\z};

sub note {
    open my $log, '>>', '/run/manager-calls' or die "manager-calls: $!";
    syswrite $log, join(' ', map { s/\s+/ /gr } @_) . "\n";
    close $log;
}

note('start', $$, $name, @ARGV);
my $end = system { "/usr/bin/$name" } $name, @ARGV;
my $signal = $end & 127;
note('end', $$, $signal ? "signal $signal" : 'exit ' . ($end >> 8));
kill $signal, $$ if $signal;
exit $end >> 8;
