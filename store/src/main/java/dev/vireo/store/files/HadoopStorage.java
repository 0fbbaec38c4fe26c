package dev.vireo.store.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;

/** A folder on any of Hadoop's file systems. */
public final class HadoopStorage implements Storage {
  private final Path root;
  private final Configuration configuration;
  private final FileSystem files;
  private final Publisher publisher;

  public HadoopStorage(Path root, Configuration configuration) throws IOException {
    this.root = root;
    this.configuration = configuration;
    this.files = HadoopFiles.of(root, configuration);
    this.publisher =
        HadoopFiles.isObjectStore(root)
            ? new UploadPublisher(files, this::resolve)
            : new RenamePublisher(files, configuration, this::resolve);
  }

  private Path resolve(String path) {
    return path.isEmpty() ? root : new Path(root, path);
  }

  @Override
  public Publisher publisher() {
    return publisher;
  }

  @Override
  public List<Entry> list(String folder) {
    List<Entry> entries = new ArrayList<>();
    for (FileStatus status : statuses(folder)) {
      entries.add(
          new Entry(
              status.getPath().getName(),
              status.getLen(),
              status.isDirectory(),
              status.getModificationTime()));
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  private FileStatus[] statuses(String folder) {
    try {
      return files.listStatus(resolve(folder));
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    } catch (IOException e) {
      throw StorageException.of("list", location(folder), e);
    }
  }

  @Override
  public Optional<byte[]> read(String path) {
    try (FSDataInputStream in = files.open(resolve(path))) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StorageException.of("read", location(path), e);
    }
  }

  @Override
  public void copy(String path, OutputStream out) throws IOException {
    try (FSDataInputStream in = files.open(resolve(path))) {
      in.transferTo(out);
    }
  }

  @Override
  public InputFile input(String path) throws IOException {
    return HadoopInputFile.fromPath(resolve(path), configuration);
  }

  @Override
  public boolean exists(String path) {
    try {
      return files.exists(resolve(path));
    } catch (IOException e) {
      throw StorageException.of("read", location(path), e);
    }
  }

  @Override
  public void delete(String path) {
    try {
      files.delete(resolve(path), true);
    } catch (FileNotFoundException e) {
      // Another driver deletes the same, and was there first.
    } catch (IOException e) {
      throw StorageException.of("delete", location(path), e);
    }
  }

  @Override
  public String location(String path) {
    return resolve(path).toString();
  }
}
