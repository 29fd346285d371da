/** What the page uses of xterm 5.5 (https://github.com/xtermjs/xterm.js/blob/5.5.0/typings/xterm.d.ts). */
declare module "xterm" {
  export interface Disposable { dispose(): void }
  export interface BufferLine { translateToString(trimRight?: boolean): string; isWrapped: boolean }
  export interface Buffer {
    length: number; viewportY: number; baseY: number; cursorY: number; type: "normal" | "alternate"
    getLine(y: number): BufferLine | undefined
  }
  export interface ParserIdentifier { prefix?: string; intermediates?: string; final: string }
  export interface Parser {
    registerOscHandler(code: number, handler: (data: string) => boolean): Disposable
    registerCsiHandler(id: ParserIdentifier, handler: (params: (number | number[])[]) => boolean): Disposable
    registerDcsHandler(id: ParserIdentifier, handler: (data: string, params: (number | number[])[]) => boolean): Disposable
  }
  export interface TerminalOptions {
    cols?: number; rows?: number; fontFamily?: string; fontSize?: number; lineHeight?: number; scrollback?: number
    cursorBlink?: boolean; disableStdin?: boolean; convertEol?: boolean; screenReaderMode?: boolean
    theme?: Record<string, string>; minimumContrastRatio?: number; allowProposedApi?: boolean; macOptionIsMeta?: boolean
    linkHandler?: { activate(event: MouseEvent, text: string): void; allowNonHttpProtocols?: boolean } | null
  }
  export class Terminal {
    constructor(options?: TerminalOptions)
    readonly cols: number; readonly rows: number; readonly buffer: { active: Buffer }; readonly parser: Parser
    readonly element?: HTMLElement
    options: TerminalOptions
    open(element: HTMLElement): void
    write(data: string | Uint8Array, done?: () => void): void
    onData(handler: (data: string) => void): Disposable
    onBinary(handler: (data: string) => void): Disposable
    onResize(handler: (size: { cols: number; rows: number }) => void): Disposable
    onSelectionChange(handler: () => void): Disposable
    attachCustomKeyEventHandler(handler: (event: KeyboardEvent) => boolean): void
    loadAddon(addon: { activate(terminal: Terminal): void; dispose(): void }): void
    resize(cols: number, rows: number): void
    reset(): void
    clear(): void
    focus(): void
    paste(text: string): void
    getSelection(): string
    hasSelection(): boolean
    select(column: number, row: number, length: number): void
    clearSelection(): void
    scrollToLine(line: number): void
    dispose(): void
  }
  export class FitAddon {
    activate(terminal: Terminal): void
    dispose(): void
    fit(): void
    proposeDimensions(): { cols: number; rows: number } | undefined
  }
  export class WebLinksAddon {
    constructor(handler?: (event: MouseEvent, uri: string) => void)
    activate(terminal: Terminal): void
    dispose(): void
  }
}

declare module "xterm-style" {}
declare module "*.css" {}

/** What the page uses of noVNC 1.3 (https://github.com/novnc/noVNC/blob/v1.3.0/docs/API.md). */
declare module "novnc" {
  export default class RFB extends EventTarget {
    constructor(target: HTMLElement, channel: string | WebSocket, options?: { shared?: boolean; wsProtocols?: string[] })
    viewOnly: boolean
    scaleViewport: boolean
    resizeSession: boolean
    clipViewport: boolean
    focusOnClick: boolean
    background: string
    qualityLevel: number
    disconnect(): void
    focus(): void
    sendCtrlAltDel(): void
    sendKey(keysym: number, code: string | null, down?: boolean): void
    clipboardPasteFrom(text: string): void
  }
}
