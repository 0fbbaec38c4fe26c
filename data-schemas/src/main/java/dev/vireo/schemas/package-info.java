/** Vireo. */
package dev.vireo.schemas;
