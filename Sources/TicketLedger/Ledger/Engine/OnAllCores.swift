import Dispatch

/// Does something with each of several parts on all cores, and keeps the order.
///
/// - Parameters:
///   - parts: What there is to do; some for each core, so that all end at about the same time.
///   - body: Called once for each of them, on several threads at once; this call waits for all.
/// - Returns: What it gave, in the order of the parts.
func onAllCores<Part: Sendable, Result: Sendable>(
  _ parts: [Part],
  _ body: @Sendable (Part) -> Result
) -> [Result] {
  let results = Locked<[Result?]>(Array(repeating: nil, count: parts.count))
  DispatchQueue.concurrentPerform(iterations: parts.count) { place in
    let result = body(parts[place])
    results.withLock { $0[place] = result }
  }
  return results.withLock { $0.compactMap(\.self) }
}
