# What must fail does: each file of tests/runner/strict is run, and its own
# first line says how many of its tests fail.

use strict;
use warnings;

use Test::More;


my %env = (
    TEST_NGINX_RANDOMIZE => 1, TEST_NGINX_LOAD_MODULES => '',
    TEST_NGINX_NO_SHUFFLE => 1,
);

for my $file (sort glob 'tests/runner/strict/*.t') {
    open my $in, '<', $file or die "$file: $!";
    my $first = <$in>;

    my ($failures) = $first =~ /(\d+) failures?/
        or die "$file: the first line should say how many failures";

    local @ENV{keys %env} = values %env;

    my $out = `$^X -It/lib $file 2>&1`;
    my $got = () = $out =~ /^not ok /mg;

    is($got, $failures, "$file: $failures failures") or diag($out);
}

done_testing();
