internal import CLMDB

extension LogStore {
  /// How a log is opened.
  package struct Options: Sendable {
    /// What may be done with the log.
    package enum Access: Sendable {
      /// Reading only. The folder must be writable all the same, for `lock.mdb`, unless the whole
      /// medium is read-only, or `readsWithoutLock` is set.
      case readOnly
      /// Reading and appending.
      case readWrite
    }

    /// What a commit promises.
    package enum Durability: Sendable {
      /// Every commit is synced: what was committed survives a power cut.
      case full
      /// `MDB_NOMETASYNC`: a power cut may lose the last commit, never the log's integrity.
      case metaLazy
      /// `MDB_NOSYNC`: the log survives the death of the process, but a power cut may lose or
      /// corrupt it; for benchmarks and for what can be rebuilt.
      case none
    }

    /// What may be done with the log.
    package var access: Access
    /// What a commit promises.
    package var durability: Durability
    /// Whether to make the folder, but not its parents, with mode 0700, or to use an empty one.
    package var createsIfMissing: Bool
    /// Whether to examine the file page by page before LMDB opens it, for one that nobody vouches for.
    package var examinesFile: Bool
    /// Whether to read without locks where this user may not write to `lock.mdb`.
    ///
    /// Refused where another process is seen to have the log open. None that opens it later knows of this
    /// one: what is read holds only as long as nobody writes.
    package var readsWithoutLock: Bool
    /// Address space taken at first, raised to what the file needs; the file itself is sparse.
    package var initialMapSizeInBytes: Int
    /// How far the map may grow; at least 1 MiB is granted.
    package var maximumMapSizeInBytes: Int
    /// Read transactions live at once, over all processes; set by whoever opens first.
    package var maximumReaders: UInt32

    /// Reading and writing, fully durable, with room to grow from 1 GiB to 1 TiB.
    package init(
      access: Access = .readWrite,
      durability: Durability = .full,
      createsIfMissing: Bool = false,
      examinesFile: Bool = false,
      readsWithoutLock: Bool = false,
      initialMapSizeInBytes: Int = 1 << 30,
      maximumMapSizeInBytes: Int = 1 << 40,
      maximumReaders: UInt32 = 2_048
    ) {
      self.access = access
      self.durability = durability
      self.createsIfMissing = createsIfMissing
      self.examinesFile = examinesFile
      self.readsWithoutLock = readsWithoutLock
      self.initialMapSizeInBytes = initialMapSizeInBytes
      self.maximumMapSizeInBytes = maximumMapSizeInBytes
      self.maximumReaders = maximumReaders
    }
  }
}

extension LogStore.Options {
  /// The databases themselves need some pages.
  private static let leastMapSizeInBytes = 1 << 20

  /// The size of the map at opening, in whole 64 KiB, the largest page of any supported system.
  var firstMapSizeInBytes: Int {
    Self.wholePages(min(initialMapSizeInBytes, maximumMapSizeInBytes))
  }

  /// The size beyond which the map does not grow.
  var greatestMapSizeInBytes: Int { Self.wholePages(maximumMapSizeInBytes) }

  /// `mdb_env_open`'s flags.
  ///
  /// `MDB_NOTLS`: a snapshot may move between threads, as tasks do. Never `MDB_WRITEMAP`: a stray
  /// pointer could then write to the log.
  var flags: UInt32 {
    var flags = MDB_NOTLS
    if access == .readOnly { flags |= MDB_RDONLY }
    switch durability {
    case .full: break
    case .metaLazy: flags |= MDB_NOMETASYNC
    case .none: flags |= MDB_NOSYNC
    }
    return UInt32(flags)
  }

  private static func wholePages(_ size: Int) -> Int { max(size, leastMapSizeInBytes) & ~0xFFFF }
}
