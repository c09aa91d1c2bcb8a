"""The same months on an accelerator: a thread a world, bit for bit what a processor plays; nothing needs it.

`code` makes LLVM's code of a kernel an accelerator's, `worlds` lays worlds out in its memory and plays them,
`driver` asks CUDA's driver.
"""
