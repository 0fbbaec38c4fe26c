/**
 * Files under one root on any file system: read, listed, deleted, and published so that a reader
 * sees a whole file or none.
 *
 * <p>In: paths relative to the root, and bytes. Out: {@link dev.vireo.store.files.Storage}, a local
 * one or Hadoop's, and a {@link dev.vireo.store.files.Publisher} that renames or uploads, whichever
 * the file system does at once. Whatever fails says so in one line ({@link
 * dev.vireo.store.files.StorageException}).
 *
 * <p>Must not import another package of this module: files do not know what is in them.
 */
package dev.vireo.store.files;
