/// Random numbers from a seed, the same on every machine (SplitMix64, Steele and others 2014).
package struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return mixed(state)
  }
}

/// A number as scattered as a random one, from which the number follows: SplitMix64's last step.
package func mixed(_ number: UInt64) -> UInt64 {
  var mixed = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
  mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
  return mixed ^ (mixed >> 31)
}
