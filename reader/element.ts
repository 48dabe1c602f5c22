type Child = Node | string | undefined | false

/**
 * Builds DOM from text nodes only. There is no way to hand it markup, and Trusted Types would refuse it.
 * @param attributes `class`, ARIA and other attributes; `true` sets an empty one, undefined and false none.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number | boolean | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : String(value))
  node.append(...children.filter((child): child is Node | string => child !== undefined && child !== false))
  return node
}

export function button(
  label: string,
  attributes: Record<string, string | number | boolean | undefined>,
  onClick: () => void,
): HTMLButtonElement {
  const node = element('button', { type: 'button', ...attributes }, label)
  node.addEventListener('click', onClick)
  return node
}
