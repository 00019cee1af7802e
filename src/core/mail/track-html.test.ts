import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trackHtml } from './track-html.ts';

const html =
  '<html><body><p><a href="https://jobs.example/1?a=1&amp;b=2">role</a>' +
  "<A class='x' HREF='http://news.example/'>news</A>" +
  '<a href="mailto:mara@ours.example">write</a><a href="https://go.ours.example/u/abc">no more</a>' +
  '</p></body></html>';
const except = ['https://go.ours.example/u/'];

test('without anything to track the text is the very same', () => {
  assert.equal(trackHtml(html, { pictureUrl: null, linkUrl: null, except }), html);
});

test('web links lead over our host, whole; the way to say no and addresses for mail do not', () => {
  const seen: string[] = [];
  const linkUrl = (url: string): string => {
    seen.push(url);
    return `https://t.ours.example/t/c?k=${seen.length}&x`;
  };
  const tracked = trackHtml(html, { pictureUrl: null, linkUrl, except });
  assert.deepEqual(seen, ['https://jobs.example/1?a=1&b=2', 'http://news.example/']);
  assert.ok(tracked.includes('href="https://t.ours.example/t/c?k=1&amp;x"'));
  assert.ok(tracked.includes('https://go.ours.example/u/abc') && tracked.includes('mailto:mara'));
  assert.ok(!tracked.includes('jobs.example') && !tracked.includes('<img'));
});

test('the picture stands once, at the end of the body', () => {
  const tracked = trackHtml(html, {
    pictureUrl: 'https://t.ours.example/t/o?k="1',
    linkUrl: null,
    except,
  });
  assert.match(tracked, /<img src="https:\/\/t\.ours\.example\/t\/o\?k=&quot;1"[^>]*><\/body>/u);
  assert.equal(tracked.split('<img').length, 2);
});
