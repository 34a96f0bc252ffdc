/** The tenant of whoever owns the data directory; there is no other until tenants can be made. */
export const LOCAL_TENANT = { tenantId: "a37e0000-0000-4000-8000-000000000001", slug: "local" };
