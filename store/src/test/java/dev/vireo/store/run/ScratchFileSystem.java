package dev.vireo.store.run;

import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Hadoop's view of this machine's files under other schemes, as if it were another file system. */
public final class ScratchFileSystem extends RawLocalFileSystem {
  /** A setting with which nothing can be deleted. */
  static final String KEEPS_ALL = "fs.scratch.keeps-all";

  /** A setting with which somebody else deletes a moment earlier. */
  static final String IS_LATE = "fs.scratch.is-late";

  private URI uri;

  /** A configuration that knows {@code scratch} (with rename) and {@code s3a} (without). */
  static Configuration configuration() {
    return know(new Configuration());
  }

  /** Makes {@code configuration} know them too. */
  public static Configuration know(Configuration configuration) {
    configuration.setClass("fs.scratch.impl", ScratchFileSystem.class, RawLocalFileSystem.class);
    configuration.setClass("fs.s3a.impl", ScratchFileSystem.class, RawLocalFileSystem.class);
    return configuration;
  }

  @Override
  public void initialize(URI name, Configuration configuration) throws java.io.IOException {
    uri = URI.create(name.getScheme() + ":///");
    super.initialize(name, configuration);
  }

  @Override
  public URI getUri() {
    // The superclass asks before it is initialised.
    return uri == null ? URI.create("scratch:///") : uri;
  }

  @Override
  public String getScheme() {
    return getUri().getScheme();
  }

  @Override
  public boolean rename(Path source, Path target) throws java.io.IOException {
    if (uri.getScheme().equals("s3a")) {
      throw new UnsupportedOperationException("A rename on an object store is a copy");
    }
    // Like HDFS's, and unlike a local one, it never replaces.
    return !exists(target) && super.rename(source, target);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws java.io.IOException {
    if (getConf().getBoolean(KEEPS_ALL, false) && exists(path)) {
      throw new java.io.IOException("Somebody may be reading " + path);
    }
    boolean deleted = super.delete(path, recursive);
    if (getConf().getBoolean(IS_LATE, false)) {
      throw new java.io.FileNotFoundException(path + " does not exist");
    }
    return deleted;
  }
}
