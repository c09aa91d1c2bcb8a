/** The compiled module: its memory, and the one function that it has. */

const PAGE = 65536; // bytes, in which WebAssembly's memory grows
const LINE = 64;

export class Machine {
  private constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly entry: (address: number) => number,
    /** Where what the kernel is played with may begin. */
    readonly base: number,
  ) {}

  static async of(module: BufferSource | WebAssembly.Module): Promise<Machine> {
    const compiled = module instanceof WebAssembly.Module ? module : await WebAssembly.compile(module);
    const { exports } = await WebAssembly.instantiate(compiled, {});
    const { memory, play, __heap_base: heap } = exports;
    if (!(memory instanceof WebAssembly.Memory) || typeof play !== "function") {
      throw new TypeError("the module is not the kernel");
    }
    const base = heap instanceof WebAssembly.Global ? Number(heap.value) : 0;
    return new Machine(memory, play as (address: number) => number, Math.ceil(base / LINE) * LINE);
  }

  /** Memory up to this address. A growing memory is a new buffer: earlier views end here. */
  upTo(end: number): ArrayBuffer {
    const missing = end - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    return this.memory.buffer;
  }

  play(address: number): void {
    const failed = this.entry(address);
    if (failed !== 0) throw new Error(`the kernel failed: ${failed}`);
  }
}
