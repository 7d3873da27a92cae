// An Atlassian document as plain text. Pure. https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/

import { memberOf } from './schema.ts';

/** Deeper documents are cut. A document that a person writes is a few levels deep. */
const MAX_DEPTH = 40;
const MAX_NODES = 20_000;
const BLOCKS = new Set(['paragraph', 'heading', 'listItem', 'codeBlock', 'blockquote', 'tableRow', 'rule', 'panel']);

/** Also of a plain string, which older APIs send. Mentions, files and links are left out but for the text that they show. */
export function documentText(document: unknown): string {
  if (typeof document === 'string') return document;
  const parts: string[] = [];
  let left = MAX_NODES;
  const visit = (node: unknown, depth: number): void => {
    if (depth > MAX_DEPTH || left-- <= 0) return;
    const [type, text, content] = [memberOf(node, 'type'), memberOf(node, 'text'), memberOf(node, 'content')];
    if (typeof text === 'string') parts.push(text);
    if (type === 'hardBreak') parts.push('\n');
    if (Array.isArray(content)) for (const child of content as unknown[]) visit(child, depth + 1);
    if (typeof type === 'string' && BLOCKS.has(type)) parts.push('\n');
  };
  visit(document, 0);
  return parts.join('').trim();
}
