// LiquidJS for bench/liquid/run: liquidjs.js FOLDER PAGE DATA [times], with
// NODE_PATH to where it is installed; all else is as in ruby.rb.

'use strict';

const fs = require('fs');
const path = require('path');
const readline = require('readline');
const { Liquid } = require('liquidjs');
const { version } = require('liquidjs/package.json');

const [folder, page, file, times] = process.argv.slice(2);
const includes = path.join(folder, 'includes');

const engine = new Liquid({ root: includes, cache: true, timezoneOffset: 0 });

const sources = [path.join(folder, page),
    ...(page === 'post.html' ? fs.readdirSync(includes).sort() : [])
        .map((name) => path.join(includes, name))]
    .map((name) => fs.readFileSync(name, 'utf8'));

const data = JSON.parse(fs.readFileSync(file, 'utf8'));

if (times) {
    for (const post of [data.page, ...data.site.posts]) {
        for (const key of ['date', 'updated']) {
            if (post[key]) {
                post[key] = new Date(post[key]);
            }
        }
    }
}

const template = engine.parse(sources[0]);

const render = () => engine.renderSync(template, data);
const parse = () => sources.forEach((text) => engine.parse(text));

function now() {
    const { user, system } = process.cpuUsage();

    return (user + system) * 1e3;
}

function measure(seconds, what) {
    const began = now();
    let times = 0;

    for (;;) {
        what();
        times++;
        const took = now() - began;

        if (took >= seconds * 1e9) {
            return took / times;
        }
    }
}

const commands = {
    render: (seconds) => measure(Number(seconds), render),
    parse: (seconds) => measure(Number(seconds), parse),
    save: (name) => {
        fs.writeFileSync(name, render());
        return 'saved';
    },
    version: () => `LiquidJS ${version}, Node ${process.versions.node}`,
};

readline.createInterface({ input: process.stdin }).on('line', (line) => {
    const [command, argument] = line.split(' ');

    fs.writeSync(1, `${commands[command](argument)}\n`);
});
