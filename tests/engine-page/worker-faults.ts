import { type FaultOrder, type Faults, faultChannel } from "./faults.ts";

const channel = new BroadcastChannel(faultChannel);
const devices: GPUDevice[] = [];

channel.addEventListener("message", ({ data }: MessageEvent<Partial<FaultOrder>>) => {
  if (data.worker !== self.name) return;
  if (data.order === "destroy-device") for (const device of devices.splice(0)) device.destroy();
  if (data.order === "close") self.close();
  if (data.order === "stall") {
    channel.postMessage({ stalled: self.name });
    for (;;);
  }
  if (data.order === "throw") throw new Error("thrown by a test");
});

// Synchronous, since a message to a worker that is still waiting would be lost.
const request = new XMLHttpRequest();
request.open("GET", "/faults", false);
request.send();
const faults = JSON.parse(request.responseText) as Faults;

if ("gpu" in navigator) {
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor?: GPUDeviceDescriptor) {
    const device = await requestDevice.call(this, descriptor);
    devices.push(device);
    return device;
  };
  if (faults.adapterLimits) {
    const { limits } = Object.getOwnPropertyDescriptors(GPUAdapter.prototype);
    Object.defineProperty(GPUAdapter.prototype, "limits", {
      get(this: GPUAdapter) {
        const real = limits.get!.call(this) as GPUSupportedLimits;
        return new Proxy(real, {
          get: (target, name) => faults.adapterLimits?.[name as string] ?? Reflect.get(target, name, target),
        });
      },
    });
  }
  if (faults.wrongNumbers) {
    const { getMappedRange } = GPUBuffer.prototype;
    GPUBuffer.prototype.getMappedRange = function (this: GPUBuffer, ...range) {
      const bytes = getMappedRange.apply(this, range);
      if (this.mapState === "mapped" && bytes.byteLength >= 4) new Float32Array(bytes, 0, 1).fill(1e9);
      return bytes;
    };
  }
}

if (faults.fullDisk) {
  Cache.prototype.put = async () => {
    throw new DOMException("full", "QuotaExceededError");
  };
}

if (faults.frozenTimers) {
  const never = () => 0;
  Object.assign(self, { setTimeout: never, setInterval: never, requestAnimationFrame: never });
}

if (faults.wasmBytes !== undefined) {
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number) {
    if (this.buffer.byteLength + pages * 65536 > faults.wasmBytes!) throw new RangeError("Out of memory");
    return grow.call(this, pages);
  };
}

const { message } = faults;
if (message && message.worker === self.name) {
  let messages = 0;
  const failsNow = (): boolean => {
    if (++messages !== message.messageNumber) return false;
    const done = new XMLHttpRequest();
    done.open("POST", "/faults", false);
    done.send("{}");
    return true;
  };
  if (message.how === "not-posted") {
    for (const prototype of [Object.getPrototypeOf(self) as MessagePort, MessagePort.prototype]) {
      const { postMessage } = prototype;
      prototype.postMessage = function (this: MessagePort, ...posted: unknown[]) {
        if (failsNow()) throw new DOMException("Data cannot be cloned, out of memory.", "DataCloneError");
        postMessage.apply(this, posted as Parameters<typeof postMessage>);
      };
    }
  } else {
    addEventListener("message", (event) => {
      if (!failsNow()) return;
      event.stopImmediatePropagation();
      dispatchEvent(new MessageEvent("messageerror"));
    });
  }
}
