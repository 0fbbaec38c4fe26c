/**
 * The datasets of a run: what each row holds, what it is keyed by, and how Parquet files, Java
 * classes and catalog tables follow from one Avro schema per dataset.
 *
 * <p>Flows in: the {@code .avsc} files of this module. Flows out: generated record classes, {@link
 * dev.vireo.schemas.Datasets}, and the types that Spark SQL has for them. Must not import: anything
 * but Avro and the JDK; no Spark, no Parquet, no Hadoop.
 */
package dev.vireo.schemas;
